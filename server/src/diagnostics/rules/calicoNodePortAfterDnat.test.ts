import { describe, test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoNodePortAfterDnat as rule } from './calicoNodePortAfterDnat.ts';

const policy = (kind: string, ports: string, spec = ''): string => `apiVersion: projectcalico.org/v3
kind: ${kind}
metadata:
  name: p
spec:
${spec}  selector: has(host)
  ingress:
  - action: Deny
    protocol: TCP
    destination:
      ports: ${ports}
`;

const service = (name = 'customer', nodePort = 30180): string => `---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: NodePort
  ports:
  - port: 80
    targetPort: 8080
    nodePort: ${nodePort}
`;

test('on a host endpoint, one port and all of them', () => {
  checkRule(
    rule,
    `${policy('GlobalNetworkPolicy', '[30180, "30000:32767"]')}#             ^^^^^ warning: 30180 is the node port of default/customer; after DNAT the packet has port 8080
#                    ^^^^^^^^^^^^^ warning: 30000-32767 are the node ports; after DNAT the packet has the pods' port
${service()}`,
  );
});

test("in Kubernetes' policy", () => {
  checkRule(
    rule,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: p
spec:
  podSelector: {}
  ingress:
  - ports:
    - port: 30180
#           ^^^^^ 💡 warning: 30180 is the node port of default/customer; after DNAT the packet has port 8080
    - port: 30181
${service()}`,
  );
});

describe('nothing to say', () => {
  test.each([
    ['before DNAT', `${policy('GlobalNetworkPolicy', '[30180]', '  preDNAT: true\n')}${service()}`],
    ['no node port that is known', policy('GlobalNetworkPolicy', '[30180, "31000:31999"]')],
    [
      'the pods listen on that number',
      `${policy('NetworkPolicy', '[30180]')}${service()}${service('other', 30181).replace('8080', '30180')}`,
    ],
    ['another protocol', `${policy('NetworkPolicy', '[30180]').replace('TCP', 'UDP')}${service()}`],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});

test("for pods, the fix names the pods' port", () => {
  checkFix(
    rule,
    `${policy('NetworkPolicy', '[30180]')}${service()}`,
    `${policy('NetworkPolicy', '[8080]')}${service()}`,
  );
});
