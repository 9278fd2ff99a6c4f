import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoDenyOfFailsafePort as rule } from './calicoDenyOfFailsafePort.ts';

const policy = (
  spec: string,
  ports: string,
  action = 'Deny',
  protocol = 'TCP',
): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
${spec}  selector: has(host)
  ingress:
  - action: ${action}
    protocol: ${protocol}
    destination:
      ports: ${ports}
`;

const endpoint =
  '---\napiVersion: projectcalico.org/v3\nkind: HostEndpoint\nmetadata:\n  name: a\n  labels: { host: a }\nspec: { node: a }\n';

const preDnat = '  applyOnForward: true\n  preDNAT: true\n';

test('before DNAT, and on a host endpoint', () => {
  checkRule(
    rule,
    `${policy(preDnat, '[80, 6443]')}#                 ^^^^ info: This Deny is never reached: 6443 is a failsafe port\n`,
  );
  checkRule(
    rule,
    `${policy('', '[68]', 'Deny', '17')}#             ^^ info: This Deny is never reached: 68 is a failsafe port\n${endpoint}`,
  );
});

test.each([
  ['allowed', policy(preDnat, '[22]', 'Allow')],
  ['another protocol', policy(preDnat, '[22]', 'Deny', 'UDP')],
  ['a range', policy(preDnat, '["20:30"]')],
  ['forwarded traffic passes no failsafe rules', `${policy('  applyOnForward: true\n', '[22]')}${endpoint}`],
  ['pods have none', policy('', '[22]')],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
