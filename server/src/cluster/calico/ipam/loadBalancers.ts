import { memoByKey } from '../../../memo/memo.ts';
import { parseIp, type Ip, type IpFamily } from '../../../net/ip.ts';
import { assumed, merge, type Origin } from '../../../origin/origin.ts';
import type { KubeControllersConfiguration } from '../../../resources/calico/kubeControllersConfiguration.ts';
import { nameOf } from '../../../resources/meta.ts';
import type { ClusterService, ResourceIndex } from '../../cluster.ts';
import type { ClusterPool } from '../pool.ts';
import { jsonStrings } from './addressRequest.ts';
import { assignAddress } from './allocator.ts';
import { openLedger, reservedRanges, type Ledger } from './ledger.ts';
import { choosePools } from './poolChoice.ts';

/** Blocks for load balancers belong to this node, which no machine is. */
const virtualNode = { name: 'load-balancer', labels: new Map<string, string>() } as const;

const annotations = {
  pools: { 4: 'projectcalico.org/ipv4pools', 6: 'projectcalico.org/ipv6pools' },
  addresses: 'projectcalico.org/loadBalancerIPs',
} as const;

/**
 * Services with the address that Calico's controller would give a load balancer, where a pool is for that and nothing
 * says the address (kube-controllers/pkg/controllers/loadbalancer, v3.30 and later). All others stay as they are.
 */
export function withLoadBalancerAddresses(
  services: readonly ClusterService[],
  resources: ResourceIndex,
  pools: readonly ClusterPool[],
): readonly ClusterService[] {
  if (!pools.some(({ allowedUses }) => allowedUses.includes('LoadBalancer'))) return services;
  const balancers = services.filter(({ type }) => type === 'LoadBalancer');
  const ledger = openLedger({
    pools,
    affinities: new Map(),
    written: balancers.flatMap(saidAddresses).map((ip) => ({ ip, node: virtualNode.name })),
    reserved: reservedRanges(resources),
  });
  const configuration = resources
    .ofKind('KubeControllersConfiguration')
    .find((object) => nameOf(object) === 'default');
  return services.map((service) => {
    if (!isCalicos(service, configuration)) return service;
    const given = requested(service) ?? assigned(ledger, pools, service);
    return given.length === 0 ? service : withAddresses(service, given.join(','));
  });
}

/** Addresses that a status or an annotation says. */
const saidAddresses = (service: ClusterService): readonly Ip[] => [
  ...service.loadBalancerIngress.flatMap(({ ip }) => parseIp(ip.value) ?? []),
  ...(requested(service) ?? []),
];

function requested({ annotations: all }: ClusterService): readonly Ip[] | undefined {
  const said = all.get(annotations.addresses);
  return said === undefined ? undefined : (jsonStrings(said) ?? []).flatMap((text) => parseIp(text) ?? []);
}

/** A class of somebody else's, or an address that is already there, keeps Calico away. */
function isCalicos(
  { type, loadBalancerIngress, resource, annotations: all }: ClusterService,
  configuration: KubeControllersConfiguration | undefined,
): boolean {
  const balancer = resource.loadBalancerClass?.value;
  if (type !== 'LoadBalancer' || loadBalancerIngress.length > 0) return false;
  if (balancer !== undefined && balancer !== 'calico') return false;
  if (configuration?.assignIPs?.value !== 'RequestedServicesOnly') return true;
  const keys = [annotations.addresses, annotations.pools[4], annotations.pools[6]];
  return balancer === 'calico' || keys.some((key) => all.has(key));
}

/** All blocks belong to the one virtual node; no limit of their number is known for it. */
const allocation = { strictAffinity: true, maxBlocksPerHost: Infinity } as const;

/** One address for each family of the service. */
function assigned(ledger: Ledger, pools: readonly ClusterPool[], service: ClusterService): readonly Ip[] {
  const families = [
    ...new Set(service.clusterIPs.map(({ value }): IpFamily => (value.includes(':') ? 6 : 4))),
  ];
  return families.flatMap((family) => {
    const names = jsonStrings(service.annotations.get(annotations.pools[family]) ?? '');
    const choice = choosePools(pools, {
      use: 'LoadBalancer',
      family,
      node: virtualNode,
      namespaceLabels: undefined,
      requested: names,
    });
    const owner = `${service.namespace}/${service.name}`;
    return assignAddress(ledger, choice.pools, virtualNode.name, owner, allocation) ?? [];
  });
}

const withAddresses = memoByKey((service: ClusterService, addresses: string): ClusterService => {
  const because: Origin = merge(
    assumed(`nobody says the load-balancer address of ${service.namespace}/${service.name}`),
    service.because,
  );
  return {
    ...service,
    loadBalancerIngress: addresses.split(',').map((value) => ({ ip: { value, because }, ipMode: undefined })),
  };
});
