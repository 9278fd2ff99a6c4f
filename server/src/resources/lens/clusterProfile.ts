import { parseCidr, type Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import type { PortRange } from '../../net/port.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** dataplanelens.dev ClusterProfile: what no Kubernetes object says. */
export interface ClusterProfile extends ResourceBase {
  readonly kind: 'ClusterProfile';
  readonly kubernetesVersion: Located<string> | undefined;
  readonly podCIDRs: readonly Located<Cidr>[];
  readonly serviceCIDRs: readonly Located<Cidr>[];
  readonly nodePortRange: Located<PortRange> | undefined;
  readonly clusterDomain: Located<string> | undefined;
  readonly podNetwork: Located<'calico' | 'cilium' | 'flannel' | 'bridge'> | undefined;
  readonly nodes: readonly ProfileHost[];
  readonly externalHosts: readonly ProfileHost[];
}

/** A node or an external host. */
export interface ProfileHost {
  readonly at: Span;
  readonly name: Located<string>;
  readonly interfaces: readonly ProfileInterface[];
  readonly gateway: Located<Ip> | undefined;
  readonly bgp: ProfileBgp | undefined;
}

export interface ProfileInterface {
  readonly at: Span;
  readonly name: Located<string>;
  /** Address with prefix length: `10.0.1.30/24`. */
  readonly addresses: readonly Located<string>[];
  /** The address and the way out come from a DHCP server. */
  readonly dhcp: Located<boolean> | undefined;
  /** In bytes. */
  readonly mtu: Located<number> | undefined;
}

export interface ProfileBgp {
  readonly at: Span;
  readonly asNumber: Located<number> | undefined;
  /** What the host's import filter lets in; undefined lets in all. */
  readonly importPrefixes: readonly Located<Cidr>[] | undefined;
}

export function readClusterProfile(root: Fields, base: ResourceBase): ClusterProfile {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'ClusterProfile',
    kubernetesVersion: spec.text('kubernetesVersion'),
    podCIDRs: spec.cidrs('podCIDRs'),
    serviceCIDRs: spec.cidrs('serviceCIDRs'),
    nodePortRange: spec.portRange('nodePortRange'),
    clusterDomain: spec.text('clusterDomain'),
    podNetwork: spec.oneOf('podNetwork', ['calico', 'cilium', 'flannel', 'bridge']),
    nodes: spec.maps('nodes').flatMap(readHost),
    externalHosts: spec.maps('externalHosts').flatMap(readHost),
  };
}

function readHost(host: Fields): readonly ProfileHost[] {
  const name = host.text('name');
  if (name === undefined) return [];
  const bgp = host.map('bgp');
  return [
    {
      at: host.span,
      name,
      interfaces: host.maps('interfaces').flatMap(readInterface),
      gateway: host.ip('gateway'),
      bgp:
        bgp === undefined
          ? undefined
          : {
              at: bgp.span,
              asNumber: bgp.integer('asNumber'),
              importPrefixes: bgp.has('importPrefixes') ? bgp.cidrs('importPrefixes') : undefined,
            },
    },
  ];
}

function readInterface(entry: Fields): readonly ProfileInterface[] {
  const name = entry.text('name');
  if (name === undefined) return [];
  entry.cidrs('addresses');
  const addresses = entry.strings('addresses').filter(({ value }) => parseCidr(value) !== undefined);
  return [{ at: entry.span, name, addresses, dhcp: entry.boolean('dhcp'), mtu: entry.integer('mtu') }];
}
