import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoCidrHostBits } from './calicoCidrHostBits.ts';

test('pools, lists and rules', () => {
  checkRule(
    calicoCidrHostBits,
    `apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: a }
spec:
  cidr: 10.48.0.1/16
#       ^^^^^^^^^^^^ 💡 error: 10.48.0.1/16 has host bits; the range is 10.48.0.0/16
---
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: { name: default }
spec:
  serviceLoadBalancerIPs:
  - cidr: 203.0.113.7/32
  - cidr: 203.0.113.7
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: p }
spec:
  ingress:
  - action: Allow
    source:
      notNets: ["fd00::1/64"]
#               ^^^^^^^^^^^^ 💡 error: fd00::1/64 has host bits; the range is fd00::/64
`,
  );
});

test('the fix clears them and keeps the quotes', () => {
  const pool = (cidr: string): string =>
    `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: { name: a }\nspec: { cidr: "${cidr}" }\n`;
  checkFix(calicoCidrHostBits, pool('10.48.7.1/16'), pool('10.48.0.0/16'));
});
