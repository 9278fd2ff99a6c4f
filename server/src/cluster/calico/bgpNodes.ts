import { memoByKey } from '../../memo/memo.ts';
import { hostCidr, parseCidr, type Cidr } from '../../net/cidr.ts';
import { familyOf, parseIp, type Ip, type IpFamily } from '../../net/ip.ts';
import { fact, type Fact, type Origin } from '../../origin/origin.ts';
import { asNumberOf } from '../../resources/calico/bgp.ts';
import type { CalicoNode } from '../../resources/calico/node.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Cluster, ClusterNode } from '../cluster.ts';
import { bgpConfigurationNamed, bgpSettings, factOf } from './bgpSettings.ts';

/** A node as a BGP speaker. */
export interface BgpNode {
  readonly node: ClusterNode;
  readonly name: string;
  readonly asNumber: Fact<number>;
  /** Undefined: the cluster's listenPort. */
  readonly listenPort: Fact<number> | undefined;
  /** Set: the node is a route reflector, and keeps out of the mesh. */
  readonly clusterId: Fact<string> | undefined;
  readonly addresses: Readonly<Partial<Record<IpFamily, BgpAddress>>>;
  /** Why the node announces no service addresses, if it does not. */
  readonly excludedFromServices: Origin | undefined;
}

export interface BgpAddress {
  readonly ip: Ip;
  /** What Calico takes for the node's own subnet: it decides where CrossSubnet tunnels. */
  readonly subnet: Cidr;
  readonly because: Origin;
}

/** kube-controller-manager's label for nodes that take no traffic from outside. */
export const exclusionLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** Every node, in name order: from Calico's Node, else the annotations calico-node writes, else what the node itself says. */
export const bgpNodes = memoByKey((cluster: Cluster): readonly BgpNode[] => {
  const objects = new Map(cluster.resources.ofKind('CalicoNode').map((node) => [nameOf(node), node]));
  const { asNumber } = bgpSettings(cluster);
  return cluster.nodes.map((node) => {
    const object = objects.get(node.name);
    const ofNode = bgpConfigurationNamed(cluster, `node.${node.name}`);
    return {
      node,
      name: node.name,
      asNumber: factOf(object?.asNumber) ?? annotatedNumber(node, 'projectcalico.org/ASNumber') ?? asNumber,
      listenPort: factOf(ofNode?.listenPort),
      clusterId:
        factOf(object?.routeReflectorClusterID) ??
        annotated(node, 'projectcalico.org/RouteReflectorClusterID'),
      addresses: addressesOf(node, object),
      excludedFromServices: node.labels.get(exclusionLabel) === 'true' ? node.because : undefined,
    };
  });
});

/** Annotations keep no place of their own in the model; the node's stands for them. */
function annotated(node: ClusterNode, key: string): Fact<string> | undefined {
  const value = node.annotations.get(key);
  return value === undefined || value === '' ? undefined : fact(value, node.because);
}

function annotatedNumber(node: ClusterNode, key: string): Fact<number> | undefined {
  const text = annotated(node, key);
  const number = text === undefined ? undefined : asNumberOf(text.value);
  return text === undefined || number === undefined ? undefined : fact(number, text.because);
}

function addressesOf(node: ClusterNode, object: CalicoNode | undefined): BgpNode['addresses'] {
  const v4 = factOf(object?.ipv4Address) ?? annotated(node, 'projectcalico.org/IPv4Address');
  const v6 = factOf(object?.ipv6Address) ?? annotated(node, 'projectcalico.org/IPv6Address');
  const [four, six] = [addressOf(node, 4, v4), addressOf(node, 6, v6)];
  return { ...(four && { 4: four }), ...(six && { 6: six }) };
}

function addressOf(
  node: ClusterNode,
  family: IpFamily,
  given: Fact<string> | undefined,
): BgpAddress | undefined {
  if (given !== undefined) {
    const range = parseCidr(given.value);
    if (range?.family === family) return { ip: range.address, subnet: range.network, because: given.because };
    const ip = parseIp(given.value);
    if (ip !== undefined && familyOf(ip) === family) return onInterface(node, fact(ip, given.because));
  }
  const own = node.addresses.find(({ value }) => familyOf(value) === family);
  return own === undefined ? undefined : onInterface(node, own);
}

/** The subnet is that of the interface which carries the address; without one, the address alone. */
function onInterface(node: ClusterNode, { value: ip, because }: Fact<Ip>): BgpAddress {
  const carrier = node.interfaces.flatMap(({ addresses }) => addresses).find((address) => address.ip === ip);
  return { ip, subnet: carrier?.subnet ?? hostCidr(ip), because };
}
