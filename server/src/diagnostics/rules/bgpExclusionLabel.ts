import { bgpConfigurationAnnounces, defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * Calico knows the exclusion label with the value `true` only.
 *
 * To Kubernetes a node with the label `node.kubernetes.io/exclude-from-external-load-balancers` takes no traffic from outside,
 * whatever the value. Calico compares it with `true`: with any other value, the empty one too, the node announces the
 * addresses of Services like all others. Said where a BGPConfiguration announces such addresses.
 *
 * @source projectcalico confd/pkg/backends/calico/routes.go (nodeIsExcluded); kubernetes staging/src/k8s.io/cloud-provider/controllers/service/controller.go: nodeIncludedPredicates
 * @cure Give it the value "true", in quotes, for a label is text. Remove it where the node is meant to announce.
 * @bad
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     labels:
 *       node.kubernetes.io/exclude-from-external-load-balancers: ""
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 * @good
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     labels:
 *       node.kubernetes.io/exclude-from-external-load-balancers: "true"
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 */
export const bgpExclusionLabel: Rule = {
  id: 'bgp/exclusion-label',
  severity: 'warning',
  ...forKindInCluster(['Node', 'CalicoNode'], function* ({ meta }, cluster) {
    const label = meta.labels.get(exclusionLabel);
    if (label === undefined || label.value === 'true') return;
    const configuration = defaultBgpConfiguration(cluster);
    if (configuration === undefined || !bgpConfigurationAnnounces(configuration)) return;
    const isBlank = label.span.start === label.span.end;
    yield {
      span: label.entry,
      message: `Calico does not exclude this node: the label's value is ${label.value === '' ? 'empty' : label.value}, not true`,
      why: 'The node announces addresses of Services like all others; to Kubernetes the label alone would be enough.',
      fix: {
        title: 'Set it to "true"',
        edits: [{ span: label.span, newText: isBlank ? ' "true"' : '"true"' }],
      },
    };
  }),
};

const exclusionLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';
