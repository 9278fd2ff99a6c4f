import { familyOfCidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import { prefixTree } from '../../net/prefixTree.ts';
import type { Namespace } from '../../resources/k8s/node.ts';
import { nameOf } from '../../resources/meta.ts';
import { hostPlaces } from '../assumptions.ts';
import { wantsFamily, requestedPools, type Annotations } from '../calico/ipam/addressRequest.ts';
import { assignAddress, usualMaxBlocksPerHost, type AllocationRules } from '../calico/ipam/allocator.ts';
import { openLedger, reservedRanges, type Ledger, type WrittenAddress } from '../calico/ipam/ledger.ts';
import { choosePools, type PoolChoice } from '../calico/ipam/poolChoice.ts';
import { assignTunnelAddress, tunnelKey, tunnelPools } from '../calico/ipam/tunnelClaims.ts';
import { confirmedAffinities } from '../calico/affinities.ts';
import type { ClusterPool } from '../calico/pool.ts';
import { tunnelDevices, writtenTunnelAddress } from '../calico/tunnels.ts';
import type { ClusterNode, Ipam, ResourceIndex } from '../cluster.ts';
import { routerKey, writtenRouter } from './gateways.ts';
import type { NodeRanges } from './kinds.ts';

/** A pod that nobody gave an address. */
export interface AddressRequest {
  /** `namespace/name`. */
  readonly owner: string;
  readonly namespace: string;
  readonly annotations: Annotations;
  readonly node: ClusterNode;
}

/** Hands out simulated addresses, one a family, the way the pod network would. */
export interface PodAddresses {
  readonly assign: (request: AddressRequest) => readonly string[];
  /** What was handed out of pools so far. */
  readonly ipam: () => Ipam;
}

/** Addresses out of the nodes' own ranges: host-local's and Cilium's. */
export function addressesOfRanges(
  resources: ResourceIndex,
  ranges: NodeRanges,
  written: readonly WrittenAddress[],
): PodAddresses {
  const places = new Map(
    [...ranges].map(([node, cidrs]) => [node, cidrs.map(({ value }) => hostPlaces(value))]),
  );
  takeWritten(ranges, places, written);
  const routers = claimRouters(resources, ranges, places);
  return {
    assign: ({ owner, node }) => (places.get(node.name) ?? []).flatMap(({ assign }) => assign(owner) ?? []),
    ipam: () => ({ claims: new Map(), tunnels: new Map(), routers }),
  };
}

/** Cilium's agent takes an address for its own interface before any pod is there. */
function claimRouters(
  resources: ResourceIndex,
  ranges: NodeRanges,
  places: ReadonlyMap<string, readonly ReturnType<typeof hostPlaces>[]>,
): ReadonlyMap<string, Ip> {
  const routers = new Map<string, Ip>();
  for (const [node, cidrs] of ranges)
    cidrs.forEach(({ value }, i) => {
      const family = familyOfCidr(value);
      const said = writtenRouter(resources, node, family);
      if (said !== undefined) places.get(node)?.[i]?.take(said.value);
      const claimed = said === undefined ? places.get(node)?.[i]?.assign(`router of ${node}`) : undefined;
      if (claimed !== undefined) routers.set(routerKey(node, family), claimed as Ip);
    });
  return routers;
}

/** Each address is looked up among the ranges once: there may be thousands of both. */
function takeWritten(
  ranges: NodeRanges,
  places: ReadonlyMap<string, readonly ReturnType<typeof hostPlaces>[]>,
  written: readonly WrittenAddress[],
): void {
  const byRange = prefixTree(
    [...ranges].flatMap(([node, cidrs]) =>
      cidrs.map(({ value }, i) => [value, places.get(node)?.[i]] as const),
    ),
  );
  for (const { ip } of written) byRange.longestMatch(ip)?.take(ip);
}

/** Addresses out of Calico's pools. Tunnel devices are served before pods, as calico-node asks when it starts. */
export function addressesOfPools(
  resources: ResourceIndex,
  pools: readonly ClusterPool[],
  nodes: readonly ClusterNode[],
  written: readonly WrittenAddress[],
): PodAddresses {
  const ledger = openLedger({
    pools,
    affinities: new Map([...confirmedAffinities(resources)].map(([cidr, { value }]) => [cidr, value])),
    written: [...written, ...writtenTunnels(resources, pools, nodes)],
    reserved: reservedRanges(resources),
  });
  const tunnels = claimTunnels(ledger, resources, pools, nodes);
  const rules = allocationRules(resources);
  const choose = poolChooser(resources, pools);
  const assignIn = (request: AddressRequest, family: IpFamily): Ip | undefined =>
    assignAddress(ledger, choose(request, family).pools, request.node.name, request.owner, rules);
  const families = ([4, 6] as const).filter((family) => pools.some((pool) => pool.family === family));
  const namespaces = namespacesByName(resources);
  return {
    assign: (request) =>
      families
        .filter((family) =>
          wantsFamily(request.annotations, namespaces.get(request.namespace)?.meta.annotations, family),
        )
        .flatMap((family) => assignIn(request, family) ?? []),
    ipam: () => ({
      claims: new Map(ledger.all().map(({ cidr, node }) => [cidr, node])),
      tunnels,
      routers: new Map(),
    }),
  };
}

const namespacesByName = (resources: ResourceIndex): ReadonlyMap<string, Namespace> =>
  new Map(resources.ofKind('Namespace').map((namespace) => [nameOf(namespace), namespace]));

function writtenTunnels(
  resources: ResourceIndex,
  pools: readonly ClusterPool[],
  nodes: readonly ClusterNode[],
): readonly WrittenAddress[] {
  return nodes.flatMap((node) =>
    tunnelDevices(resources, pools, node).flatMap((device): readonly WrittenAddress[] => {
      const said = writtenTunnelAddress(resources, node, device);
      return said === undefined ? [] : [{ ip: said.value, node: node.name }];
    }),
  );
}

function claimTunnels(
  ledger: Ledger,
  resources: ResourceIndex,
  pools: readonly ClusterPool[],
  nodes: readonly ClusterNode[],
): ReadonlyMap<string, Ip> {
  const claimed = new Map<string, Ip>();
  for (const node of nodes)
    for (const device of tunnelDevices(resources, pools, node)) {
      if (writtenTunnelAddress(resources, node, device) !== undefined) continue;
      const ip = assignTunnelAddress(ledger, tunnelPools(pools, node, device), node.name);
      if (ip !== undefined) claimed.set(tunnelKey(node.name, device), ip);
    }
  return claimed;
}

function allocationRules(resources: ResourceIndex): AllocationRules {
  const said = resources.ofKind('IPAMConfiguration').find((object) => nameOf(object) === 'default');
  const limit = said?.maxBlocksPerHost?.value ?? 0;
  return {
    strictAffinity: said?.strictAffinity?.value ?? false,
    maxBlocksPerHost: limit === 0 ? usualMaxBlocksPerHost : limit,
  };
}

/** Thousands of pods ask the same few questions. */
function poolChooser(
  resources: ResourceIndex,
  pools: readonly ClusterPool[],
): (request: AddressRequest, family: IpFamily) => PoolChoice {
  const namespaces = namespacesByName(resources);
  const known = new Map<string, PoolChoice>();
  return ({ annotations, namespace, node }, family) => {
    const object = namespaces.get(namespace);
    const requested = requestedPools(annotations, object?.meta.annotations, family);
    const key = `${String(family)} ${node.name} ${namespace} ${requested?.join(',') ?? ''}`;
    const choice =
      known.get(key) ??
      choosePools(pools, {
        use: 'Workload',
        family,
        node,
        namespaceLabels: namespaceLabels(namespace, object),
        requested,
      });
    known.set(key, choice);
    return choice;
  };
}

/** Kubernetes and Calico each add the name as a label. */
const namespaceLabels = (name: string, object: Namespace | undefined): ReadonlyMap<string, string> =>
  new Map([
    ['kubernetes.io/metadata.name', name],
    ['projectcalico.org/name', name],
    ...[...(object?.meta.labels ?? [])].map(([key, { value }]) => [key, value] as const),
  ]);
