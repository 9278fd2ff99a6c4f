import type { Cluster, ClusterEndpoint, ClusterService } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { isSimulated } from '../origin/origin.ts';
import type { Located } from '../yaml/located.ts';
import type { Finding } from './rule.ts';
import { listed } from './words.ts';

/** Nodes that hold no endpoint of a service, and whether that is known or only simulated. */
export interface EmptyNodes {
  readonly names: readonly string[];
  readonly simulated: boolean;
}

interface Placement {
  readonly nodes: readonly string[];
  readonly isKnown: ReadonlySet<string>;
  readonly nodesSimulated: boolean;
  /** `namespace/name` of pods that nobody put on a node. */
  readonly floating: ReadonlySet<string>;
}

const placementOf = memoByKey(({ nodes, pods }: Cluster): Placement => {
  const names = nodes.map(({ name }) => name);
  const floating = pods.filter(({ node }) => node !== undefined && isSimulated(node.because));
  return {
    nodes: names,
    isKnown: new Set(names),
    nodesSimulated: nodes.some(({ because }) => isSimulated(because)),
    floating: new Set(floating.map(({ namespace, name }) => `${namespace}/${name}`)),
  };
});

/**
 * Undefined where nothing can be said: no endpoints at all, or one on a node that is not known. An endpoint counts as
 * kube-proxy counts it: ready, or still serving while it terminates.
 */
export function nodesWithoutEndpoint(cluster: Cluster, service: ClusterService): EmptyNodes | undefined {
  const { nodes, isKnown, nodesSimulated, floating } = placementOf(cluster);
  const holding = new Set<string>();
  let isFloating = false;
  for (const { endpoints, source } of service.slices) {
    for (const endpoint of endpoints) {
      const { nodeName, pod } = endpoint;
      if (!counts(endpoint)) continue;
      if (nodeName === undefined || !isKnown.has(nodeName)) return undefined;
      holding.add(nodeName);
      isFloating ||= source === 'selector' && pod !== undefined && floating.has(pod);
    }
  }
  if (holding.size === 0) return undefined;
  return {
    names: nodes.filter((name) => !holding.has(name)),
    simulated: nodesSimulated || isFloating,
  };
}

const counts = ({ ready, serving, terminating }: ClusterEndpoint): boolean =>
  ready || (serving && terminating);

/** What is said about `…TrafficPolicy: Local` where some nodes hold no endpoint. */
export function emptyNodesFinding(
  policy: Located<unknown>,
  { names, simulated }: EmptyNodes,
  why: string,
): Finding {
  const verb = names.length === 1 ? 'holds' : 'hold';
  const nodes = `${listed(names)} ${verb} no endpoint and ${names.length === 1 ? 'drops' : 'drop'} this traffic`;
  return {
    span: policy.entry,
    message: simulated ? `As pods are simulated here, ${nodes}` : nodes,
    why,
    severity: simulated ? 'hint' : 'info',
  };
}
