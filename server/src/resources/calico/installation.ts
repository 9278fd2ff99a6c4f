import type { Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** operator.tigera.io Installation, as written: from it the operator makes Calico's first pools. */
export interface Installation extends ResourceBase {
  readonly kind: 'Installation';
  /** Undefined: the operator makes one IPv4 pool by itself. An empty list: none. */
  readonly ipPools: readonly InstallationPool[] | undefined;
  readonly bgp: Located<'Enabled' | 'Disabled'> | undefined;
  readonly clusterRoutingMode: Located<'BIRD' | 'Felix' | 'FelixIPIPOnly'> | undefined;
  /** In bytes. */
  readonly mtu: Located<number> | undefined;
  readonly cniType: Located<'Calico' | 'GKE' | 'AmazonVPC' | 'AzureVNET'> | undefined;
  readonly ipamType: Located<'Calico' | 'HostLocal' | 'AmazonVPC' | 'AzureVNET'> | undefined;
}

export interface InstallationPool {
  readonly at: Span;
  readonly name: Located<string> | undefined;
  readonly cidr: Located<Cidr> | undefined;
  readonly blockSize: Located<number> | undefined;
  readonly encapsulation:
    Located<'IPIPCrossSubnet' | 'IPIP' | 'VXLAN' | 'VXLANCrossSubnet' | 'None'> | undefined;
  readonly natOutgoing: Located<'Enabled' | 'Disabled'> | undefined;
  readonly nodeSelector: Located<string> | undefined;
  readonly disableBGPExport: Located<boolean> | undefined;
  readonly disableNewAllocations: Located<boolean> | undefined;
  readonly allowedUses: readonly Located<string>[];
  readonly assignmentMode: Located<'Automatic' | 'Manual'> | undefined;
}

export function readInstallation(root: Fields, base: ResourceBase): Installation {
  const spec = root.child('spec');
  const network = spec.child('calicoNetwork');
  const cni = spec.child('cni');
  return {
    ...base,
    kind: 'Installation',
    ipPools: network.has('ipPools') ? network.maps('ipPools').map(readPool) : undefined,
    bgp: network.oneOf('bgp', ['Enabled', 'Disabled']),
    clusterRoutingMode: network.oneOf('clusterRoutingMode', ['BIRD', 'Felix', 'FelixIPIPOnly']),
    mtu: network.integer('mtu'),
    cniType: cni.oneOf('type', ['Calico', 'GKE', 'AmazonVPC', 'AzureVNET']),
    ipamType: cni.child('ipam').oneOf('type', ['Calico', 'HostLocal', 'AmazonVPC', 'AzureVNET']),
  };
}

const encapsulations = ['IPIPCrossSubnet', 'IPIP', 'VXLAN', 'VXLANCrossSubnet', 'None'] as const;

const readPool = (pool: Fields): InstallationPool => ({
  at: pool.span,
  name: pool.text('name'),
  cidr: pool.cidr('cidr'),
  blockSize: pool.integer('blockSize'),
  encapsulation: pool.oneOf('encapsulation', encapsulations),
  natOutgoing: pool.oneOf('natOutgoing', ['Enabled', 'Disabled']),
  nodeSelector: pool.text('nodeSelector'),
  disableBGPExport: pool.boolean('disableBGPExport'),
  disableNewAllocations: pool.boolean('disableNewAllocations'),
  allowedUses: pool.strings('allowedUses'),
  assignmentMode: pool.oneOf('assignmentMode', ['Automatic', 'Manual']),
});
