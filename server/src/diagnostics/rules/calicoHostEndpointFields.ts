import { titleSpan } from '../../resources/meta.ts';
import { isBegun } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A HostEndpoint names a node and what of it is meant.
 *
 * `node`, and `interfaceName` or `expectedIPs`. The name of an interface has at most 15 characters; `*` stands for all of
 * them. Calico refuses anything else.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/hostendpoint.go, the CEL rules of its spec; libcalico-go/lib/validator/v3/validator.go, tag `interface`
 * @cure Add the missing field. With an interface name, addresses do not select anything more.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1-eth0
 *   spec:
 *     node: worker1
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1-eth0
 *   spec:
 *     node: worker1
 *     interfaceName: eth0
 */
export const calicoHostEndpointFields: Rule = {
  id: 'calico/host-endpoint-fields',
  severity: 'error',
  ...forKind(['HostEndpoint'], function* (endpoint) {
    const { node, interfaceName, expectedIPs, problems, specAt } = endpoint;
    if (specAt === undefined || !isBegun(specAt)) return;
    if (node === undefined || node.value === '')
      yield {
        span: titleSpan(endpoint),
        message: 'This HostEndpoint names no node',
        why: 'Calico refuses it: node must be specified.',
      };
    const hasName = interfaceName !== undefined && interfaceName.value !== '';
    if (!hasName && expectedIPs.length === 0 && problems.length === 0)
      yield {
        span: titleSpan(endpoint),
        message: 'This HostEndpoint has neither interfaceName nor expectedIPs',
        why: 'Calico refuses it: at least one of the two must be specified.',
      };
    if (hasName && !/^(?:\*|[\w.-]{1,15})$/.test(interfaceName.value))
      yield {
        span: interfaceName.span,
        message: `Not the name of an interface: ${interfaceName.value}`,
        why: 'Calico refuses it: a name has at most 15 letters, digits, dots, dashes and underscores, or is *.',
      };
  }),
};
