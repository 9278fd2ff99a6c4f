import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolAnnotation as rule } from './calicoPoolAnnotation.ts';

const pod = (annotations: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\n  annotations:\n${annotations}spec: {}\n`;

const pool = (name: string, cidr: string, more = ''): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: ${cidr}\n${more}`;

const pools = [
  pool('usual', '10.48.0.0/16'),
  pool('old', '10.50.0.0/16', '  disabled: true\n'),
  pool('six', 'fd00::/64'),
  pool('balancers', '203.0.113.0/24', '  allowedUses: [LoadBalancer]\n'),
].join('');

test('a pool that is not there, disabled, of the other family, for something else', () => {
  checkRule(
    rule,
    `${pod(`    cni.projectcalico.org/ipv4pools: '["usaul", "10.48.0.0/16", "old"]'
#                                       ^^^^^ 💡 error: the given pool (usaul) does not exist, or is not enabled
#                                                                ^^^ error: the given pool (old) does not exist, or is not enabled
    cni.projectcalico.org/ipv6pools: '["six", "usual", "fd01::/64"]'
#                                              ^^^^^ error: the given pool (usual) does not exist, or is not enabled
#                                                       ^^^^^^^^^ error: the given pool (fd01::/64) does not exist, or is not enabled
`)}${pools}`,
  );
  checkRule(
    rule,
    `${pod(`    cni.projectcalico.org/ipv4pools: '["balancers"]'
#                                       ^^^^^^^^^ error: no pools match the required use (Workload)
`)}${pools}`,
  );
});

const service = (type: string, asked: string, mark = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    projectcalico.org/ipv4pools: '["${asked}"]'\n${mark}spec:\n  type: ${type}\n`;

test('a Service asks for pools of load balancers', () => {
  checkRule(
    rule,
    `${service('LoadBalancer', 'usual', '#                                   ^^^^^ error: no pools match the required use (LoadBalancer)\n')}${pools}`,
  );
  checkRule(rule, `${service('LoadBalancer', 'balancers')}${pools}`);
  checkRule(rule, `${service('ClusterIP', 'usual')}${pools}`);
});

test('the fix names the nearest', () => {
  const asking = (name: string): string =>
    `${pod(`    cni.projectcalico.org/ipv4pools: '["${name}"]'\n`)}${pools}`;
  checkFix(rule, asking('usaul'), asking('usual'));
});

test.each([
  ['no pool here', pod(`    cni.projectcalico.org/ipv4pools: '["usual"]'\n`)],
  ['what is no list', `${pod('    cni.projectcalico.org/ipv4pools: nothing\n')}${pools}`],
  [
    'a pool of the Installation',
    `${pod(`    cni.projectcalico.org/ipv4pools: '["blue"]'\n`)}---
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec: { calicoNetwork: { ipPools: [{ name: blue, cidr: 10.48.0.0/16 }] } }
`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
