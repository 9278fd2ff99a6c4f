import type { Cluster, ClusterService } from '../cluster/cluster.ts';
import { isSimulated } from '../origin/origin.ts';
import type { Located } from '../yaml/located.ts';
import type { Finding } from './rule.ts';
import { listed } from './words.ts';

/** Nodes that hold no endpoint of a service, and whether that is known or only simulated. */
export interface EmptyNodes {
  readonly names: readonly string[];
  readonly simulated: boolean;
}

/**
 * Undefined where nothing can be said: no endpoints at all, or one whose node is not known. An endpoint counts as
 * kube-proxy counts it: ready, or still serving while it terminates.
 */
export function nodesWithoutEndpoint(cluster: Cluster, service: ClusterService): EmptyNodes | undefined {
  const endpoints = service.slices
    .flatMap((slice) => slice.endpoints)
    .filter(({ ready, serving, terminating }) => ready || (serving && terminating));
  if (endpoints.length === 0 || endpoints.some(({ nodeName }) => nodeName === undefined)) return undefined;
  const holding = new Set(endpoints.map(({ nodeName }) => nodeName));
  const nodes = cluster.nodes.filter(({ name }) => !holding.has(name));
  const fromPods = service.slices.some(({ source }) => source === 'selector');
  return {
    names: nodes.map(({ name }) => name),
    simulated:
      cluster.nodes.some(({ because }) => isSimulated(because)) ||
      (fromPods && placementIsSimulated(cluster, endpoints)),
  };
}

function placementIsSimulated(
  cluster: Cluster,
  endpoints: readonly { readonly pod: string | undefined }[],
): boolean {
  const ids = new Set(endpoints.map(({ pod }) => pod));
  return cluster.pods.some(
    ({ namespace, name, node }) =>
      ids.has(`${namespace}/${name}`) && node !== undefined && isSimulated(node.because),
  );
}

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
