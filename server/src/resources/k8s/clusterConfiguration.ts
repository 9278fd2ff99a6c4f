import type { PortRange } from '../../net/port.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** kubeadm.k8s.io ClusterConfiguration, as written: its own document, or inside the kubeadm-config ConfigMap. */
export interface ClusterConfiguration extends ResourceBase {
  readonly kind: 'ClusterConfiguration';
  readonly kubernetesVersion: Located<string> | undefined;
  /** One CIDR, or two parted by a comma. */
  readonly podSubnet: Located<string> | undefined;
  readonly serviceSubnet: Located<string> | undefined;
  readonly dnsDomain: Located<string> | undefined;
  readonly nodePortRange: Located<PortRange> | undefined;
}

export function readClusterConfiguration(root: Fields, base: ResourceBase): ClusterConfiguration {
  const networking = root.map('networking');
  const apiServer = root.map('apiServer')?.map('extraArgs');
  return {
    ...base,
    kind: 'ClusterConfiguration',
    kubernetesVersion: root.text('kubernetesVersion'),
    podSubnet: networking?.text('podSubnet'),
    serviceSubnet: networking?.text('serviceSubnet'),
    dnsDomain: networking?.text('dnsDomain'),
    nodePortRange: apiServer?.portRange('service-node-port-range'),
  };
}
