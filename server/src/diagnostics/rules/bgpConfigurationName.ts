import { nameOf } from '../../resources/meta.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { replaceValue } from '../edits.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * Calico reads the BGPConfiguration named default, and those named after nodes.
 *
 * Settings of the cluster come from `default`, some of them overridden for one node by `node.NAME`. A BGPConfiguration of
 * any other name is stored, logged and ignored.
 *
 * @source projectcalico confd/pkg/backends/calico/client.go: updateBGPConfigCache
 * @cure Name it `default`. There is one only, so what two files say goes into it together.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: services
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 */
export const bgpConfigurationName: Rule = {
  id: 'bgp/configuration-name',
  severity: 'warning',
  ...forKindInCluster(['BGPConfiguration'], function* (configuration, cluster) {
    const { name } = configuration.meta;
    if (name === undefined || name.value === 'default' || /^node\../.test(name.value)) return;
    const other = defaultBgpConfiguration(cluster);
    yield {
      span: name.span,
      message: `Calico ignores a BGPConfiguration named ${nameOf(configuration)}`,
      why: 'It reads the one named default, and node.NAME for settings of one node.',
      fix:
        other === undefined
          ? { title: 'Name it default', edits: [replaceValue(name, 'default')] }
          : undefined,
      related:
        other?.meta.name === undefined
          ? []
          : [{ span: other.meta.name.span, message: 'the one that is read' }],
    };
  }),
};
