import { familyOfCidr, type Cidr } from '../../net/cidr.ts';
import { assumed, fact, merge, written, type Fact } from '../../origin/origin.ts';
import { nameOf } from '../../resources/meta.ts';
import { nodeRangePlaces } from '../assumptions.ts';
import type { ClusterNode, ResourceIndex } from '../cluster.ts';
import type { NodeRanges, PodNetwork } from './kinds.ts';
import { configMapOf } from './podNetwork.ts';

/**
 * What a node object says (kube-controller-manager's NodeIPAM), of Cilium its own CiliumNode; else a simulated range of
 * the usual size.
 */
export function resolveNodeRanges(
  resources: ResourceIndex,
  network: PodNetwork,
  nodes: readonly ClusterNode[],
  podCIDRs: readonly Fact<Cidr>[],
): NodeRanges {
  if (network.kind === 'calico' && network.ipam === 'pools') return new Map();
  const given = new Map(nodes.map((node) => [node.name, givenRanges(resources, network, node)]));
  const sources = podCIDRs.map((range) => {
    const places = nodeRangePlaces(range.value, rangeLength(resources, network, range.value));
    for (const ranges of given.values()) for (const { value } of ranges) places.take(value);
    return { range, places };
  });
  return new Map(
    nodes.map(({ name }) => {
      const said = given.get(name) ?? [];
      if (said.length > 0) return [name, said];
      const simulated = sources.flatMap(({ range, places }) => {
        const cidr = places.assign(`range of ${name}`);
        const because = merge(assumed(`nobody says the pod range of ${name}`), range.because);
        return cidr === undefined ? [] : [fact(cidr as Cidr, because)];
      });
      return [name, simulated];
    }),
  );
}

function givenRanges(
  resources: ResourceIndex,
  network: PodNetwork,
  node: ClusterNode,
): readonly Fact<Cidr>[] {
  if (network.kind !== 'cilium') return node.podCIDRs;
  const own = resources.ofKind('CiliumNode').find((object) => nameOf(object) === node.name);
  const ofKubernetes = configMapOf(resources, 'cilium')?.data.get('ipam')?.value === 'kubernetes';
  const ranges = own?.podCIDRs.map(({ value, span }) => fact(value, written(span))) ?? [];
  return ranges.length === 0 && ofKubernetes ? node.podCIDRs : ranges;
}

/** `--node-cidr-mask-size-ipv4` is 24 and `-ipv6` 64 by default; Cilium's cluster pools have 24 and 120. */
function rangeLength(resources: ResourceIndex, network: PodNetwork, range: Cidr): number {
  const family = familyOfCidr(range);
  if (network.kind !== 'cilium') return family === 4 ? 24 : 64;
  const field = configMapOf(resources, 'cilium')?.data.get(`cluster-pool-ipv${String(family)}-mask-size`);
  const said = Number(field?.value ?? '');
  return Number.isInteger(said) && said > 0 ? said : family === 4 ? 24 : 120;
}
