import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { isSimulated } from '../origin/origin.ts';
import type { CalicoNode } from '../resources/calico/node.ts';
import type { Node } from '../resources/k8s/node.ts';
import { nameOf } from '../resources/meta.ts';
import { selectorsLabels } from '../resources/selector/match.ts';
import type { Selector } from '../resources/selector/selector.ts';
import { nearest } from './nearest.ts';

/** A node whose object is in the workspace: only then its labels are known. */
export interface KnownNode {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly resource: Node | CalicoNode;
}

/** Every node that a Node object, of Kubernetes or of Calico, stands for, by name. */
export const knownNodes = memoByKey(({ resources }: Cluster): readonly KnownNode[] => {
  const byName = new Map<string, KnownNode>();
  for (const resource of [...resources.ofKind('Node'), ...resources.ofKind('CalicoNode')]) {
    const name = nameOf(resource);
    if (name === '' || byName.has(name)) continue;
    byName.set(name, { name, labels: labelsOf(resource), resource });
  }
  return [...byName.values()];
});

/** kubelet puts some labels on every node, whether a file that somebody wrote by hand has them or not. */
const labelsOf = memoByKey((resource: Node | CalicoNode): ReadonlyMap<string, string> => {
  const labels = new Map([...resource.meta.labels].map(([key, { value }]) => [key, value]));
  const name = nameOf(resource);
  return new Map([['kubernetes.io/hostname', name], ['kubernetes.io/os', 'linux'], ...labels]);
});

/**
 * The nodes with what is known of their labels; undefined where that is not enough to say whom the selector picks: no
 * node object at all, a node without one, or a label that the cluster and not its people set and no file shows.
 */
export function knownLabels(cluster: Cluster, selector: Selector): readonly KnownNode[] | undefined {
  const known = knownNodes(cluster);
  const names = new Set(known.map(({ name }) => name));
  if (
    known.length === 0 ||
    cluster.nodes.some(({ name, because }) => !names.has(name) || isSimulated(because))
  )
    return undefined;
  const unseen = selectorsLabels(selector).filter((key) => !known.some(({ labels }) => labels.has(key)));
  return unseen.some(isSetByCluster) ? undefined : known;
}

/** `topology.kubernetes.io/zone`, `node.kubernetes.io/instance-type`, `eks.amazonaws.com/nodegroup`. */
export const isSetByCluster = (key: string): boolean =>
  /(^|\.)(kubernetes\.io|k8s\.io|amazonaws\.com|azure\.com|google\.com)\//.test(key) &&
  !key.startsWith('node-role.kubernetes.io/');

/** The nearest name to that of a node that is not there; undefined where not every node is known. */
export function unknownNode(
  { nodes }: Cluster,
  name: string,
): { readonly names: readonly string[]; readonly meant: string | undefined } | undefined {
  if (nodes.length === 0 || nodes.some(({ because }) => isSimulated(because))) return undefined;
  const names = nodes.map((node) => node.name);
  return names.includes(name) ? undefined : { names, meant: nearest(name, names) };
}
