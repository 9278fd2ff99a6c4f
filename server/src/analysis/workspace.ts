import type { Cluster, WhatIf } from '../cluster/cluster.ts';
import { lazy } from '../memo/lazy.ts';
import type { DocUri, Locate, Place } from '../text/span.ts';
import { clusterOf, groupIntoClusters, oneGroup, type ClusterFiles, type LatestBuilds } from './clusters.ts';
import { sourceFile, type SourceFile } from './sourceFile.ts';

/** A file's new text; `undefined` removes it. */
export interface Change {
  readonly uri: DocUri;
  readonly text: string | undefined;
}

/** An immutable view of the workspace at one moment. */
export interface Snapshot {
  readonly files: ReadonlyMap<DocUri, SourceFile>;
  /** The cluster a file belongs to, or the first by its root when none is named. `undefined` without any file. */
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
  /** What is on disk of files whose editor text differs. */
  readonly #onDisk = new Map<DocUri, SourceFile>();
  readonly #oneCluster: boolean;
  readonly #builds: LatestBuilds = new Map();
  #folders: readonly string[] = [];
  #whatIf: WhatIf = {};
  #current: Snapshot | undefined;
  #saved: Snapshot | undefined;

  /** With `oneCluster` all files describe one cluster, wherever they lie. */
  constructor({ oneCluster }: { readonly oneCluster: boolean } = { oneCluster: false }) {
    this.#oneCluster = oneCluster;
  }

  /** Takes over what is on disk, all at once. Snapshots already taken keep what they saw. */
  change(changes: Iterable<Change>): void {
    const files = new Map(this.#files);
    for (const { uri, text } of changes) {
      if (text === undefined) files.delete(uri);
      else files.set(uri, nextVersion(files.get(uri), uri, text));
      this.#onDisk.delete(uri);
    }
    this.#replace(files);
  }

  /** Takes over what an editor shows; what is on disk is remembered until `save`. */
  edit(uri: DocUri, text: string): void {
    const before = this.#files.get(uri);
    if (before?.text === text) return;
    if (before !== undefined && !this.#onDisk.has(uri)) this.#onDisk.set(uri, before);
    this.#replace(new Map(this.#files).set(uri, nextVersion(before, uri, text)));
  }

  /** What the editor shows is on disk now. */
  save(uri: DocUri): void {
    this.#onDisk.delete(uri);
    this.#saved = undefined;
  }

  /** The file changed on disk beneath an editor that keeps its own text. */
  changeBeneath(uri: DocUri, text: string): void {
    this.#onDisk.set(uri, nextVersion(this.#onDisk.get(uri) ?? this.#files.get(uri), uri, text));
    this.#saved = undefined;
  }

  /** Workspace folders as URIs; a slash at the end does not matter. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders.map((folder) => folder.replace(/\/+$/, ''));
    this.#replace(this.#files);
  }

  /** What holds for every question that does not ask for something else. */
  setWhatIf(whatIf: WhatIf): void {
    this.#whatIf = whatIf;
    this.#replace(this.#files);
  }

  snapshot(): Snapshot {
    return (this.#current ??= this.#snapshotOf(this.#files));
  }

  /** The workspace as it is on disk; the same object as `snapshot()` when nothing is unsaved. */
  savedSnapshot(): Snapshot {
    if (this.#onDisk.size === 0) return this.snapshot();
    return (this.#saved ??= this.#snapshotOf(new Map([...this.#files, ...this.#onDisk])));
  }

  #snapshotOf(files: ReadonlyMap<DocUri, SourceFile>): Snapshot {
    const folders = this.#folders;
    const group = this.#oneCluster
      ? oneGroup
      : (all: Iterable<SourceFile>, builds: LatestBuilds) => groupIntoClusters(all, folders, builds);
    return snapshotOf(files, (all) => group(all, this.#builds), this.#whatIf);
  }

  #replace(files: ReadonlyMap<DocUri, SourceFile>): void {
    this.#files = files;
    this.#current = undefined;
    this.#saved = undefined;
  }
}

const nextVersion = (before: SourceFile | undefined, uri: DocUri, text: string): SourceFile =>
  before?.text === text ? before : sourceFile(uri, text, before);

function snapshotOf(
  files: ReadonlyMap<DocUri, SourceFile>,
  grouped: (files: Iterable<SourceFile>) => ReadonlyMap<DocUri, ClusterFiles>,
  settings: WhatIf,
): Snapshot {
  const byFile = lazy(() => grouped(files.values()));
  const groups = lazy(() => [...new Set(byFile().values())].sort((a, b) => (a.root < b.root ? -1 : 1)));
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
