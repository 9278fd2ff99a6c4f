import type { Ip } from '../../net/ip.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/**
 * projectcalico.org FelixConfiguration, as far as it decides about addresses and routes. `default` holds for the cluster,
 * `node.NAME` for a node; other names need a nodeSelector, from v3.32 on.
 */
export interface FelixConfiguration extends ResourceBase {
  readonly kind: 'FelixConfiguration';
  readonly nodeSelector: Located<string> | undefined;
  readonly floatingIPs: Located<'Enabled' | 'Disabled'> | undefined;
  readonly wireguardEnabled: Located<boolean> | undefined;
  readonly wireguardEnabledV6: Located<boolean> | undefined;
  /** In bytes; 0 stands for automatic. */
  readonly ipipMTU: Located<number> | undefined;
  readonly vxlanMTU: Located<number> | undefined;
  readonly vxlanMTUV6: Located<number> | undefined;
  readonly wireguardMTU: Located<number> | undefined;
  readonly wireguardMTUV6: Located<number> | undefined;
  /** The source that traffic leaving the pools gets instead of the node's address. */
  readonly natOutgoingAddress: Located<Ip> | undefined;
  readonly programClusterRoutes: Located<string> | undefined;
}

export function readFelixConfiguration(root: Fields, base: ResourceBase): FelixConfiguration {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'FelixConfiguration',
    nodeSelector: spec.text('nodeSelector'),
    floatingIPs: spec.oneOf('floatingIPs', ['Enabled', 'Disabled']),
    wireguardEnabled: spec.boolean('wireguardEnabled'),
    wireguardEnabledV6: spec.boolean('wireguardEnabledV6'),
    ipipMTU: spec.integer('ipipMTU'),
    vxlanMTU: spec.integer('vxlanMTU'),
    vxlanMTUV6: spec.integer('vxlanMTUV6'),
    wireguardMTU: spec.integer('wireguardMTU'),
    wireguardMTUV6: spec.integer('wireguardMTUV6'),
    natOutgoingAddress: spec.ip('natOutgoingAddress'),
    programClusterRoutes: spec.text('programClusterRoutes'),
  };
}
