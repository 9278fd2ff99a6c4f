import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Span } from '../../text/span.ts';
import { firstLine } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * Some BGP settings are of the whole cluster.
 *
 * The full mesh, the AS number and the ranges of service addresses are set in the BGPConfiguration named default. In one
 * named `node.NAME` Calico refuses them.
 *
 * @source projectcalico libcalico-go/lib/clientv3/bgpconfig.go: ValidateDefaultOnlyFields
 * @cure Move the field to the BGPConfiguration named default. The AS number of one node is an annotation of the Node,
 *   `projectcalico.org/ASNumber`.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: node.worker1
 *   spec:
 *     nodeToNodeMeshEnabled: false
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeToNodeMeshEnabled: false
 */
export const bgpDefaultOnlyField: Rule = {
  id: 'bgp/default-only-field',
  severity: 'error',
  ...forKind(['BGPConfiguration'], function* (configuration) {
    const name = nameOf(configuration);
    if (!name.startsWith('node.')) return;
    for (const [field, at] of defaultOnly(configuration)) {
      if (at === undefined) continue;
      yield {
        span: firstLine(at),
        message: `Cannot set ${field} on a non default BGP Configuration.`,
        why: `Calico refuses it: this is a setting of the cluster, and ${name} is for one node.${field === 'ASNumber' ? ' A node has its own AS number from its annotation projectcalico.org/ASNumber.' : ''}`,
      };
    }
  }),
};

/** With the names that Calico's messages give them. */
const defaultOnly = (configuration: BgpConfiguration): readonly (readonly [string, Span | undefined])[] => [
  ['nodeToNodeMeshEnabled', configuration.nodeToNodeMeshEnabled?.entry],
  ['ASNumber', configuration.asNumber?.entry],
  ['ServiceClusterIPs', configuration.serviceClusterIPs[0]?.entry],
  ['ServiceExternalIPs', configuration.serviceExternalIPs[0]?.entry],
  ['ServiceLoadBalancerIPs', configuration.serviceLoadBalancerIPs[0]?.entry],
  ['nodeMeshPassword', configuration.nodeMeshPassword?.at],
  ['nodeMeshMaxRestartTime', configuration.nodeMeshMaxRestartTime?.entry],
];
