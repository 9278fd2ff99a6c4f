import { buildCluster } from '../cluster/build.ts';
import type { Cluster, WhatIf } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Resource } from '../resources/resource.ts';
import type { DocUri } from '../text/span.ts';
import type { SourceFile } from './sourceFile.ts';

/** Files that describe one cluster. */
export interface ClusterFiles {
  /** The folder that holds the ClusterProfile, the workspace folder, or the lone file. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly latest: LatestBuild;
}

/** What was last built of the files of one root, whatever their versions: the next build starts there to save work. */
interface LatestBuild {
  cluster: Cluster | undefined;
}

/** By root. What it holds never shows in an answer. */
export type LatestBuilds = Map<string, LatestBuild>;

/**
 * Which cluster each file belongs to: the nearest folder above it that holds a ClusterProfile, else its workspace folder,
 * else itself alone. Folders are URIs without a slash at the end.
 */
export function groupIntoClusters(
  files: Iterable<SourceFile>,
  folders: readonly string[],
  builds: LatestBuilds,
): ReadonlyMap<DocUri, ClusterFiles> {
  const all = [...files];
  const roots = new Set<string>(folders);
  for (const file of all)
    if (file.resources().some(({ kind }) => kind === 'ClusterProfile')) roots.add(folderOf(file.uri));
  const members = new Map<string, SourceFile[]>();
  for (const file of all) {
    const root = nearestRoot(file.uri, roots);
    const list = members.get(root);
    if (list === undefined) members.set(root, [file]);
    else list.push(file);
  }
  const groups = new Map<DocUri, ClusterFiles>();
  for (const [root, list] of members) {
    const group = { root, files: list, latest: latestOf(builds, root) };
    for (const file of list) groups.set(file.uri, group);
  }
  for (const root of builds.keys()) if (!members.has(root)) builds.delete(root);
  return groups;
}

/** All files as one cluster. */
export function oneGroup(
  files: Iterable<SourceFile>,
  builds: LatestBuilds,
): ReadonlyMap<DocUri, ClusterFiles> {
  const group = { root: '', files: [...files], latest: latestOf(builds, '') };
  return new Map(group.files.map((file) => [file.uri, group]));
}

function latestOf(builds: LatestBuilds, root: string): LatestBuild {
  const latest = builds.get(root) ?? { cluster: undefined };
  builds.set(root, latest);
  return latest;
}

const folderOf = (uri: string): string => uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));

function nearestRoot(uri: DocUri, roots: ReadonlySet<string>): string {
  for (let folder = folderOf(uri); folder !== ''; folder = folderOf(folder))
    if (roots.has(folder)) return folder;
  return uri;
}

/** Several questions about one snapshot are asked of the same cluster. */
export const clusterOf = memoByKey(
  (group: ClusterFiles, kubernetesVersion: string | undefined, proxyMode: WhatIf['proxyMode']): Cluster => {
    const resources = group.files.flatMap((file): readonly Resource[] => file.resources());
    const whatIf = {
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
      ...(proxyMode === undefined ? {} : { proxyMode }),
    };
    const { latest } = group;
    latest.cluster = buildCluster(resources, whatIf, latest.cluster);
    return latest.cluster;
  },
);
