import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolUses as rule } from './calicoPoolUses.ts';

const pool = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n  cidr: 203.0.113.0/24\n${spec}`;

test('a pool for Services is for nothing else', () => {
  checkRule(
    rule,
    pool(`  allowedUses:
  - Workload
  - LoadBalancer
#   ^^^^^^^^^^^^ error: LoadBalancer cannot be combined with Workload or Tunnel allowed uses
  ipipMode: CrossSubnet
# ^^^^^^^^^^^^^^^^^^^^^ 💡 error: LoadBalancer IP pool cannot have IPIP or VXLAN enabled
  vxlanMode: Never
  disableBGPExport: true
# ^^^^^^^^^^^^^^^^^^^^^^ 💡 error: LoadBalancer IP pools cannot disable BGP export
  nodeSelector: has(rack)
# ^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: IP Pool with AllowedUse LoadBalancer must have nodeSelector set to all()
`),
  );
});

test('tunnels are in no namespace', () => {
  checkRule(
    rule,
    pool(`  allowedUses: [Workload, Tunnel]
  namespaceSelector: has(team)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: IP Pool with AllowedUse Tunnel cannot have namespaceSelector
`),
  );
});

test('a use that there is not', () => {
  checkRule(
    rule,
    pool(`  allowedUses:
  - Pods
#   ^^^^ error: unknown use: Pods
  - workload
#   ^^^^^^^^ 💡 error: unknown use: workload
`),
  );
});

test.each([
  ['  allowedUses: ["loadBalancer"]\n', '  allowedUses: ["LoadBalancer"]\n'],
  [
    '  allowedUses: [LoadBalancer]\n  vxlanMode: Always\n',
    '  allowedUses: [LoadBalancer]\n  vxlanMode: Never\n',
  ],
  [
    '  allowedUses: [LoadBalancer]\n  disableBGPExport: true\n',
    '  allowedUses: [LoadBalancer]\n  disableBGPExport: false\n',
  ],
  [
    '  allowedUses: [LoadBalancer]\n  nodeSelector: has(rack)\n',
    '  allowedUses: [LoadBalancer]\n  nodeSelector: all()\n',
  ],
])('the fix of %j', (before, after) => {
  checkFix(rule, pool(before), pool(after));
});

test.each([
  '  allowedUses: [LoadBalancer]\n  nodeSelector: all()\n  ipipMode: Never\n',
  '  allowedUses: [Workload]\n  namespaceSelector: has(team)\n  ipipMode: Always\n',
  '  allowedUses: []\n  namespaceSelector: has(team)\n',
  '  allowedUses:\n  -\n',
])('fine: %j', (spec) => {
  checkRule(rule, pool(spec));
});
