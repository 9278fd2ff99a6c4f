import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { fieldAddress } from './fieldAddress.ts';

const endpoint = (ip: string): string => `apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata:
  name: worker1
spec:
  node: worker1
  expectedIPs:
  - ${ip}
`;

test.each(['10.0.1.30', 'fd00::30'])('%s is an address', (ip) => {
  checkRule(fieldAddress, endpoint(ip));
});

test('a name is none', () => {
  checkRule(
    fieldAddress,
    `${endpoint('worker1')}  # ^^^^^^^ error: Not an IP address: worker1\n`.replace('  # ', '#   '),
  );
});

test('what a program leaves empty is left out', () => {
  checkRule(
    fieldAddress,
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  clusterIP: ""\n  loadBalancerIP: ""\n',
  );
});

test('a length that says one address can go', () => {
  checkFix(fieldAddress, endpoint('10.0.1.30/32'), endpoint('10.0.1.30'));
});
