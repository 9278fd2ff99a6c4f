import { blocksOfNode } from '../cluster/calico/blocks.ts';
import type { Cluster, ClusterService } from '../cluster/cluster.ts';
import { canonicalAddress } from '../dataplane/kubeProxy/addresses.ts';
import { memoByKey } from '../memo/memo.ts';
import { contains, type Cidr } from '../net/cidr.ts';
import type { Ip } from '../net/ip.ts';
import { isSimulated, type Fact, type Origin } from '../origin/origin.ts';
import type { Locate } from '../text/span.ts';
import { linkToCause } from './links.ts';

/** Who has an address. */
export interface Owner {
  readonly what:
    | 'cluster IP of Service'
    | 'external IP of Service'
    | 'load balancer IP of Service'
    | 'endpoint of Service'
    | 'node'
    | 'pod'
    | 'host outside the cluster';
  /** `worker1`, `yaobank/customer`. */
  readonly name: string;
  /** What else there is to say: ` on worker2`. */
  readonly detail: string;
  readonly because: Origin;
  readonly simulated: boolean;
  /** The service whose address or endpoint it is. */
  readonly service?: ClusterService;
}

/** Everybody who has this address: services first, then nodes, pods, endpoints that are no pod, hosts outside. */
export const ownersOf = (cluster: Cluster, ip: Ip): readonly Owner[] => ownerIndex(cluster).get(ip) ?? [];

/** Everybody by address. */
export const ownerIndex = memoByKey((cluster: Cluster): ReadonlyMap<Ip, readonly Owner[]> => {
  const index = new Map<Ip, Owner[]>();
  for (const [ip, owner] of allOwners(cluster)) {
    const known = index.get(ip);
    if (known === undefined) index.set(ip, [owner]);
    else if (!known.some(({ what, name }) => what === owner.what && name === owner.name)) known.push(owner);
  }
  return index;
});

type Owned = readonly [Ip, Owner];

const allOwners = (cluster: Cluster): readonly Owned[] => {
  const pods = podOwners(cluster);
  const known = new Set(pods.map(([ip]) => ip));
  return [
    ...cluster.services.flatMap(serviceOwners),
    ...nodeOwners(cluster),
    ...pods,
    ...cluster.services.flatMap(endpointOwners).filter(([ip]) => !known.has(ip)),
    ...hostOwners(cluster),
  ];
};

function serviceOwners(service: ClusterService): readonly Owned[] {
  const { clusterIPs, externalIPs, loadBalancerIngress } = service;
  const owned = (what: Owner['what'], ip: Fact<string>): readonly Owned[] => {
    const address = canonicalAddress(ip.value);
    const { because } = service;
    return address === undefined
      ? []
      : [
          [
            address,
            { what, name: nameOf(service), detail: '', because, simulated: isSimulated(ip.because), service },
          ],
        ];
  };
  return [
    ...clusterIPs.flatMap((ip) => owned('cluster IP of Service', ip)),
    ...externalIPs.flatMap((ip) => owned('external IP of Service', ip)),
    ...loadBalancerIngress.flatMap(({ ip }) => owned('load balancer IP of Service', ip)),
  ];
}

const nameOf = ({ namespace, name }: ClusterService): string => `${namespace}/${name}`;

const nodeOwners = ({ nodes }: Cluster): readonly Owned[] =>
  nodes.flatMap(({ name, because, addresses, interfaces }) => {
    const owned = (ip: Ip, said: Origin, detail: string): Owned => [
      ip,
      { what: 'node', name, detail, because, simulated: isSimulated(said) },
    ];
    return [
      ...addresses.map((address) => owned(address.value, address.because, '')),
      ...interfaces.flatMap((device) =>
        device.addresses
          .filter(({ ip }) => !isLoopback(ip))
          .map((address) => owned(address.ip, address.because, `, ${device.name}`)),
      ),
    ];
  });

const isLoopback = (ip: Ip): boolean => ip === '::1' || ip.startsWith('127.');

/** Pods on the node's network have the node's address, which is named already. */
const podOwners = ({ pods }: Cluster): readonly Owned[] =>
  pods
    .filter(({ hostNetwork }) => !hostNetwork)
    .flatMap(({ namespace, name, ips, node, because }) =>
      ips.map((ip): Owned => [
        ip.value,
        {
          what: 'pod',
          name: `${namespace}/${name}`,
          detail: node === undefined ? '' : ` on ${node.value}`,
          because,
          simulated: isSimulated(ip.because),
        },
      ]),
    );

const endpointOwners = (service: ClusterService): readonly Owned[] =>
  service.slices
    .filter(({ source }) => source !== 'selector')
    .flatMap(({ endpoints }) =>
      endpoints.flatMap(({ address, nodeName, because }): readonly Owned[] => {
        const ip = canonicalAddress(address);
        const detail = nodeName === undefined ? '' : ` on ${nodeName}`;
        return ip === undefined
          ? []
          : [
              [
                ip,
                {
                  what: 'endpoint of Service',
                  name: nameOf(service),
                  detail,
                  because,
                  simulated: false,
                  service,
                },
              ],
            ];
      }),
    );

const hostOwners = ({ externalHosts }: Cluster): readonly Owned[] =>
  externalHosts.flatMap(({ name, because, interfaces }) =>
    interfaces
      .flatMap(({ addresses }) => addresses)
      .filter(({ ip }) => !isLoopback(ip))
      .map((address): Owned => [
        address.ip,
        {
          what: 'host outside the cluster',
          name,
          detail: '',
          because,
          simulated: isSimulated(address.because),
        },
      ]),
  );

/** `pod [yaobank/customer-…](…) on worker2`; a simulated address is said to be one. */
export const shownOwner = (locate: Locate, { what, name, detail, because, simulated }: Owner): string =>
  `${what} ${linkToCause(locate, name, because)}${detail}${simulated ? ' (simulated)' : ''}`;

/** Which range of the cluster an address that nobody has is in: `the service range 10.49.0.0/16`. */
export function rangeAround(cluster: Cluster, ip: Ip): string | undefined {
  const inside = ({ value }: { readonly value: Cidr }): boolean => contains(value, ip);
  const service = cluster.serviceCIDRs.find(inside);
  if (service !== undefined) return `the service range \`${service.value}\``;
  for (const { name } of cluster.nodes) {
    const block = blocksOfNode(cluster, name).find(({ cidr }) => contains(cidr, ip));
    if (block !== undefined) return `the block \`${block.cidr}\` of ${name}`;
  }
  const pods = cluster.podCIDRs.find(inside);
  return pods === undefined ? undefined : `the pod range \`${pods.value}\``;
}
