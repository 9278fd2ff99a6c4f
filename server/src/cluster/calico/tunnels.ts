import { addressAt, sizeOf } from '../../net/cidr.ts';
import { parseIp, type Ip, type IpFamily } from '../../net/ip.ts';
import { assumed, fact, written, type Fact } from '../../origin/origin.ts';
import { nameOf } from '../../resources/meta.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Cluster, ClusterNode } from '../cluster.ts';
import { blocksOfNode, type Block } from './blocks.ts';

export type TunnelKind = 'ipip' | 'vxlan';

/**
 * The address of a node's tunnel device: as written on its node object, else a free one of its first block in a pool
 * with this encapsulation, which is where calico-node takes it from (node/pkg/allocateip).
 */
export function tunnelAddress(
  cluster: Cluster,
  node: ClusterNode,
  kind: TunnelKind,
  family: IpFamily,
): Fact<Ip> | undefined {
  return writtenAddress(cluster, node, kind, family) ?? simulatedAddress(cluster, node, kind, family);
}

/** Where each address is written: the field of Calico's Node, the annotation of Kubernetes'. */
const places = {
  ipip4: ['ipv4IPIPTunnelAddr', 'projectcalico.org/IPv4IPIPTunnelAddr'],
  vxlan4: ['ipv4VXLANTunnelAddr', 'projectcalico.org/IPv4VXLANTunnelAddr'],
  vxlan6: ['ipv6VXLANTunnelAddr', 'projectcalico.org/IPv6VXLANTunnelAddr'],
} as const;

function writtenAddress(
  { resources }: Cluster,
  node: ClusterNode,
  kind: TunnelKind,
  family: IpFamily,
): Fact<Ip> | undefined {
  if (kind === 'ipip' && family === 6) return undefined;
  const [fieldName, annotation] = kind === 'ipip' ? places.ipip4 : places[`vxlan${family}`];
  const object = resources.ofKind('CalicoNode').find((candidate) => nameOf(candidate) === node.name);
  const field = object?.[fieldName];
  const ofObject = parseIp(field?.value ?? '');
  if (field !== undefined && ofObject !== undefined) return fact(ofObject, written(field.span));
  const annotated = parseIp(node.annotations.get(annotation) ?? '');
  return annotated === undefined ? undefined : fact(annotated, node.because);
}

function simulatedAddress(
  cluster: Cluster,
  node: ClusterNode,
  kind: TunnelKind,
  family: IpFamily,
): Fact<Ip> | undefined {
  const block = blocksOfNode(cluster, node.name).find(
    ({ family: other, pool }) => other === family && pool?.encapsulation.value.kind === kind,
  );
  const free = block === undefined ? undefined : firstFree(cluster, block);
  return free === undefined
    ? undefined
    : fact(free, assumed(`nobody says the ${kind} tunnel address of ${node.name}`));
}

function firstFree(cluster: Cluster, { cidr }: Block): Ip | undefined {
  const taken = podAddresses(cluster);
  for (let i = 0n; i < sizeOf(cidr); i += 1n) {
    const ip = addressAt(cidr, i);
    if (!taken.has(ip)) return ip;
  }
  return undefined;
}

const podAddresses = memoByKey(
  ({ pods }: Cluster): ReadonlySet<Ip> => new Set(pods.flatMap(({ ips }) => ips.map(({ value }) => value))),
);
