import type { Cluster } from '../../cluster/cluster.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { replaceValue } from '../edits.ts';
import { unknownNode } from '../knownNodes.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * Calico reads the BGPConfiguration named default, and those named after nodes.
 *
 * Settings of the cluster come from `default`, some of them overridden for one node by `node.NAME`. A BGPConfiguration of
 * any other name is stored, logged and ignored, and so is that of a node that there is not.
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
    if (name === undefined || name.value === 'default') return;
    if (name.value.startsWith('node.') && name.value.length > 'node.'.length) {
      yield* ofUnknownNode(name, cluster);
      return;
    }
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

function* ofUnknownNode(name: Located<string>, cluster: Cluster): Generator<Finding> {
  const node = name.value.slice('node.'.length);
  const unknown = unknownNode(cluster, node);
  if (unknown === undefined) return;
  const { names, meant } = unknown;
  yield {
    span: name.span,
    message: `No node is named ${node}; there are ${listed(names)}`,
    why: "The settings are for that node alone, so they are nobody's.",
    fix:
      meant === undefined
        ? undefined
        : { title: `Name it node.${meant}`, edits: [replaceValue(name, `node.${meant}`)] },
  };
}
