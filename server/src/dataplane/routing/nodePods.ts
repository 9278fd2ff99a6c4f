import type { Cluster, ClusterPod } from '../../cluster/cluster.ts';
import { sha1Hex } from '../../digest/sha1.ts';
import { memoByKey } from '../../memo/memo.ts';

/**
 * The host's end of a pod's veth pair: `cali` and the first 11 hex digits of SHA-1 over `namespace.pod`
 * (libcalico-go/lib/names and backend/k8s/conversion: VethNameForWorkload).
 */
export const vethName = memoByKey(
  ({ namespace, name }: ClusterPod): string => `cali${sha1Hex(`${namespace}.${name}`).slice(0, 11)}`,
);

/** The pods with a network of their own on this node. */
export const podsOfNode = (cluster: Cluster, node: string): readonly ClusterPod[] =>
  podsByNode(cluster.pods).get(node) ?? [];

const podsByNode = memoByKey((pods: readonly ClusterPod[]): ReadonlyMap<string, readonly ClusterPod[]> => {
  const byNode = new Map<string, ClusterPod[]>();
  for (const pod of pods) {
    if (pod.hostNetwork || pod.node === undefined) continue;
    const known = byNode.get(pod.node.value);
    if (known === undefined) byNode.set(pod.node.value, [pod]);
    else known.push(pod);
  }
  return byNode;
});
