import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { fieldCidr } from './fieldCidr.ts';

const policy = (net: string): string => `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata:
  name: p
spec:
  ingress:
  - action: Allow
    source:
      nets:
      - ${net}
`;

test.each(['10.0.1.0/24', '0.0.0.0/0', 'fd00::/64'])('%s is a range', (net) => {
  checkRule(fieldCidr, policy(net));
});

test('a length beyond the family', () => {
  checkRule(
    fieldCidr,
    `${policy('10.0.1.0/33')}#       ^^^^^^^^^^^ error: Not a CIDR: 10.0.1.0/33
`,
  );
});

test.each([
  ['10.0.1.10', '10.0.1.10/32'],
  ['fd00::10', 'fd00::10/128'],
])('%s becomes %s', (address, range) => {
  checkFix(fieldCidr, policy(address), policy(range));
});
