import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { policySourceHiddenByNat as rule } from './policySourceHiddenByNat.ts';

const policy = (cidr: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: p
spec:
  podSelector:
    matchLabels: { app: customer }
  ingress:
  - from:
    - ipBlock:
        cidr: ${cidr}
`;

const service = (spec: string, app = 'customer'): string => `---
apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  ${spec}
  selector: { app: ${app} }
  ports:
  - port: 80
`;

const pod = '---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: customer\n  labels: { app: customer }\n';

test('by default the source is hidden', () => {
  checkRule(
    rule,
    `${policy('203.0.113.0/24')}#             ^^^^^^^^^^^^^^ info: Through default/customer no client of 203.0.113.0/24 is seen: the node's address is\n${service('type: LoadBalancer')}${pod}`,
  );
});

test.each([
  [
    'Local keeps the source',
    `${policy('203.0.113.0/24')}${service('{ }').replace('{ }', 'type: NodePort\n  externalTrafficPolicy: Local')}${pod}`,
  ],
  ['no node port', `${policy('203.0.113.0/24')}${service('type: ClusterIP')}${pod}`],
  ['other pods', `${policy('203.0.113.0/24')}${service('type: NodePort', 'web')}${pod}`],
  ['a range with the nodes in it', `${policy('10.0.0.0/16')}${service('type: NodePort')}${pod}`],
  ['a range of pods', `${policy('10.48.0.0/24')}${service('type: NodePort')}${pod}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
