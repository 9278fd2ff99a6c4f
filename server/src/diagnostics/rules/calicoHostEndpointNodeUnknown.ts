import { isSimulated } from '../../origin/origin.ts';
import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * A HostEndpoint must name a node by the name Calico knows.
 *
 * That is the name of the Kubernetes node. On any other name no Felix feels addressed, and the HostEndpoint protects
 * nothing. Nothing is said where the workspace does not name the nodes.
 *
 * @source projectcalico felix/dataplane/linux/endpoint_mgr.go: resolveHostEndpoints
 * @cure Use the name that `kubectl get nodes` prints.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1-eth0
 *   spec:
 *     node: worker-1
 *     interfaceName: eth0
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1-eth0
 *   spec:
 *     node: worker1
 *     interfaceName: eth0
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 */
export const calicoHostEndpointNodeUnknown: Rule = {
  id: 'calico/host-endpoint-node-unknown',
  severity: 'warning',
  ...forKindInCluster(['HostEndpoint'], function* ({ node }, { nodes }) {
    if (node === undefined || node.value === '' || nodes.some(({ because }) => isSimulated(because))) return;
    const names = nodes.map(({ name }) => name);
    if (names.includes(node.value)) return;
    const meant = nearest(node.value, names);
    yield {
      span: node.span,
      message: `No node is named ${node.value}; there are ${listed(names)}`,
      why: 'No Felix takes the HostEndpoint for its own, so it protects nothing.',
      fix:
        meant === undefined ? undefined : { title: `Name node ${meant}`, edits: [replaceValue(node, meant)] },
    };
  }),
};
