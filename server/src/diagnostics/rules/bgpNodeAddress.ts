import { parseCidr } from '../../net/cidr.ts';
import { familyOf, parseIp, type IpFamily } from '../../net/ip.ts';
import { asNumberOf } from '../../resources/calico/bgp.ts';
import type { CalicoNode } from '../../resources/calico/node.ts';
import type { Node } from '../../resources/k8s/node.ts';
import type { Located } from '../../yaml/located.ts';
import { clusterIdAnnotation, clusterIdOf } from '../clusterIds.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';

/**
 * What a node says of itself as a BGP speaker must be readable.
 *
 * calico-node writes it into annotations of the Node: `projectcalico.org/IPv4Address` and `IPv6Address` (with the length of the
 * subnet, which decides where CrossSubnet tunnels), the addresses of tunnel devices, and `ASNumber` and
 * `RouteReflectorClusterID` where somebody set them. Calico's own Node has fields for the same. What cannot be read is left
 * aside: the node then has the address that Kubernetes knows, and the AS number of the cluster.
 *
 * @source projectcalico libcalico-go/lib/backend/k8s/resources/node.go: K8sNodeToCalico; api/pkg/lib/numorstring/asnumber.go, "invalid AS Number format (S)"
 * @cure Write an address of the family, with or without /LENGTH; a number from 0 to 4294967295, or HIGH.LOW; a cluster id in
 *   the form of an IPv4 address.
 * @bad
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *     annotations:
 *       projectcalico.org/ASNumber: AS65001
 * @good
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *     annotations:
 *       projectcalico.org/ASNumber: "65001"
 */
export const bgpNodeAddress: Rule = {
  id: 'bgp/node-address',
  severity: 'error',
  ...forKind(['Node', 'CalicoNode'], function* (node) {
    for (const { written, family } of addresses(node)) yield* unreadable(written, family);
    if (node.kind === 'Node') yield* ofAsNumber(node.meta.annotations.get('projectcalico.org/ASNumber'));
    const id = clusterIdOf(node);
    if (id !== undefined && !isOfFamily(parseIp(id.value), 4))
      yield {
        span: id.span,
        message: `Not a cluster id of a route reflector: ${id.value}`,
        why: `${node.kind === 'Node' ? clusterIdAnnotation : 'routeReflectorClusterID'} has the form of an IPv4 address, 244.0.0.1; BIRD takes nothing else.`,
      };
  }),
};

interface SaidAddress {
  readonly written: Located<string> | undefined;
  readonly family: IpFamily;
}

function addresses(node: Node | CalicoNode): readonly SaidAddress[] {
  if (node.kind === 'CalicoNode')
    return [
      { written: node.ipv4Address, family: 4 },
      { written: node.ipv6Address, family: 6 },
      { written: node.ipv4IPIPTunnelAddr, family: 4 },
      { written: node.ipv4VXLANTunnelAddr, family: 4 },
      { written: node.ipv6VXLANTunnelAddr, family: 6 },
    ];
  return annotations.map(({ key, family }) => ({
    written: node.meta.annotations.get(`projectcalico.org/${key}`),
    family,
  }));
}

const annotations = [
  { key: 'IPv4Address', family: 4 },
  { key: 'IPv6Address', family: 6 },
  { key: 'IPv4IPIPTunnelAddr', family: 4 },
  { key: 'IPv4VXLANTunnelAddr', family: 4 },
  { key: 'IPv6VXLANTunnelAddr', family: 6 },
] as const;

function* unreadable(written: Located<string> | undefined, family: IpFamily): Generator<Finding> {
  if (written === undefined || written.value === '') return;
  const ip = parseCidr(written.value)?.address ?? parseIp(written.value);
  if (isOfFamily(ip, family)) return;
  yield {
    span: written.span,
    message: `Not an IPv${String(family)} address: ${written.value.replace(/\s+/g, ' ')}`,
    why: `Calico leaves it aside. It reads ${family === 4 ? '10.0.1.30/24' : 'fd00::30/64'}, or the address alone.`,
  };
}

const isOfFamily = (ip: ReturnType<typeof parseIp>, family: IpFamily): boolean =>
  ip !== undefined && familyOf(ip) === family;

function* ofAsNumber(written: Located<string> | undefined): Generator<Finding> {
  if (written === undefined || written.value === '' || asNumberOf(written.value) !== undefined) return;
  yield {
    span: written.span,
    message: `invalid AS Number format (${written.value.replace(/\s+/g, ' ')})`,
    why: 'Calico leaves it aside, and the node has the AS number of the cluster.',
  };
}
