import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { parseCidr, type Cidr } from '../net/cidr.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import type { CalicoNode } from '../resources/calico/node.ts';
import type { Node } from '../resources/k8s/node.ts';
import type { ClusterProfile, ProfileHost } from '../resources/lens/clusterProfile.ts';
import { nameOf } from '../resources/meta.ts';
import type { Span } from '../text/span.ts';
import type { Located } from '../yaml/located.ts';

/** An address of a machine that some file names. */
export interface WrittenAddress {
  /** `node worker1`, `bastion`. */
  readonly owner: string;
  readonly ip: Ip;
  /** The subnet it is on, where the file says its length. */
  readonly subnet: Cidr | undefined;
  readonly span: Span;
}

/** Addresses of nodes and of machines beside the cluster; none that is only simulated, and none of a pod or a tunnel. */
export const writtenAddresses = memoByKey(({ resources }: Cluster): readonly WrittenAddress[] => [
  ...resources.ofKind('Node').flatMap((node) => ofNode(node)),
  ...resources.ofKind('CalicoNode').flatMap((node) => ofCalicoNode(node)),
  ...resources.ofKind('ClusterProfile').flatMap((profile) => ofProfile(profile)),
]);

const ofNode = memoByKey((node: Node): readonly WrittenAddress[] => {
  const { annotations } = node.meta;
  const fields = [
    ...node.addresses.flatMap(({ type, address }) => (type === 'Hostname' ? [] : [address])),
    ...bgpAnnotations.flatMap((key) => annotations.get(key) ?? []),
  ];
  return addressesOf(`node ${nameOf(node)}`, fields);
});

/** What calico-node writes about a node's own addresses. */
export const bgpAnnotations = ['projectcalico.org/IPv4Address', 'projectcalico.org/IPv6Address'] as const;

const ofCalicoNode = memoByKey((node: CalicoNode): readonly WrittenAddress[] =>
  addressesOf(
    `node ${nameOf(node)}`,
    [node.ipv4Address, node.ipv6Address].flatMap((field) => field ?? []),
  ),
);

const ofProfile = memoByKey((profile: ClusterProfile): readonly WrittenAddress[] => [
  ...profile.nodes.flatMap((host) => ofHost(`node ${host.name.value}`, host)),
  ...profile.externalHosts.flatMap((host) => ofHost(host.name.value, host)),
]);

/** Interfaces that Calico, kube-proxy and kubelet make have addresses of pods and Services. */
const ofPods =
  /^(lo|cali|tunl|vxlan|wireguard|wg|kube-ipvs|kube-bridge|nodelocaldns|cni|flannel|cilium|lxc|dummy)/;

const ofHost = (owner: string, { interfaces }: ProfileHost): readonly WrittenAddress[] =>
  interfaces.flatMap(({ name, addresses }) => (ofPods.test(name.value) ? [] : addressesOf(owner, addresses)));

const addressesOf = (owner: string, fields: readonly Located<string>[]): readonly WrittenAddress[] =>
  fields.flatMap(({ value, span }): readonly WrittenAddress[] => {
    const range = parseCidr(value);
    const ip = range?.address ?? parseIp(value);
    return ip === undefined ? [] : [{ owner, ip, subnet: range?.network, span }];
  });
