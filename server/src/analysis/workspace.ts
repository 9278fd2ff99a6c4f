import type { Cluster, WhatIf } from '../cluster/cluster.ts';
import { lazy } from '../memo/lazy.ts';
import type { DocUri, Locate, Place } from '../text/span.ts';
import { clusterOf, groupIntoClusters, type ClusterFiles } from './clusters.ts';
import { sourceFile, type SourceFile } from './sourceFile.ts';

/** A file's new text; `undefined` removes it. */
export interface Change {
  readonly uri: DocUri;
  readonly text: string | undefined;
}

/** An immutable view of the workspace at one moment. */
export interface Snapshot {
  readonly files: ReadonlyMap<DocUri, SourceFile>;
  /** The cluster a file belongs to, or that of the first file when none is named. `undefined` without any file. */
  readonly cluster: (uri: DocUri | undefined, whatIf?: WhatIf) => Cluster | undefined;
  /** The files of the same cluster. */
  readonly group: (uri: DocUri | undefined) => ClusterFiles | undefined;
  /** One file of each cluster. */
  readonly groups: () => readonly ClusterFiles[];
  readonly locate: Locate;
}

/** The one place that changes over time. What `snapshot()` returns never does. */
export class Workspace {
  #files: ReadonlyMap<DocUri, SourceFile> = new Map();
  #folders: readonly string[] = [];
  #whatIf: WhatIf = {};
  #current: Snapshot | undefined;

  /** Applies all changes at once. Snapshots already taken keep what they saw. */
  change(changes: Iterable<Change>): void {
    const files = new Map(this.#files);
    let changed = false;
    for (const { uri, text } of changes) {
      const before = files.get(uri);
      if (before?.text === text) continue;
      changed = true;
      if (text === undefined) files.delete(uri);
      else files.set(uri, sourceFile(uri, text, before));
    }
    if (!changed) return;
    this.#files = files;
    this.#current = undefined;
  }

  /** Workspace folders as URIs; a slash at the end does not matter. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders.map((folder) => folder.replace(/\/+$/, ''));
    this.#current = undefined;
  }

  /** What holds for every question that does not ask for something else. */
  setWhatIf(whatIf: WhatIf): void {
    this.#whatIf = whatIf;
    this.#current = undefined;
  }

  snapshot(): Snapshot {
    return (this.#current ??= snapshotOf(this.#files, this.#folders, this.#whatIf));
  }
}

function snapshotOf(
  files: ReadonlyMap<DocUri, SourceFile>,
  folders: readonly string[],
  settings: WhatIf,
): Snapshot {
  const byFile = lazy(() => groupIntoClusters(files.values(), folders));
  const groups = lazy(() => [...new Set(byFile().values())]);
  const group = (uri: DocUri | undefined): ClusterFiles | undefined =>
    (uri === undefined ? undefined : byFile().get(uri)) ?? groups()[0];
  return {
    files,
    group,
    groups,
    cluster: (uri, whatIf = {}) => {
      const members = group(uri);
      const { kubernetesVersion, proxyMode } = { ...settings, ...whatIf };
      return members === undefined ? undefined : clusterOf(members, kubernetesVersion, proxyMode);
    },
    locate: (span): Place | undefined => files.get(span.section.uri)?.place(span),
  };
}
