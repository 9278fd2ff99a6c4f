import { expect, test } from 'vitest';
import { checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { calicoPoolNotExported as rule } from './calicoPoolNotExported.ts';

const pool = (spec: string, name = 'a'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: 10.48.0.0/16\n${spec}`;

const announced = (list: string, cidr: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  ${list}:\n  - cidr: ${cidr}\n`;

const installation = (bgp: string): string =>
  `---\napiVersion: operator.tigera.io/v1\nkind: Installation\nmetadata: { name: default }\nspec: { calicoNetwork: { bgp: ${bgp} } }\n`;

const version = (text: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: ClusterInformation\nmetadata: { name: default }\nspec: { calicoVersion: ${text} }\n`;

const off = (words: string): string => `  disableBGPExport: true\n# ^^^^^^^^^^^^^^^^^^^^^^ ${words}\n`;

test('no tunnel: the nodes learn nothing', () => {
  const text = `${pool(off('warning: The other nodes do not learn the blocks of 10.48.0.0/16 either'))}${announced('serviceClusterIPs', '10.49.0.0/16')}`;
  checkRule(rule, text);
  expect(diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics.map(({ why }) => why))).toEqual([
    'BIRD announces nothing that lies in the pool, not even in the mesh, and without a tunnel pods on two nodes reach each other by these routes only. Still announced: 10.49.0.0/16, and addresses of Services.',
  ]);
});

test('IP-in-IP, by version', () => {
  checkRule(
    rule,
    `${pool(`  ipipMode: Always\n${off('warning: The other nodes do not learn the blocks of 10.48.0.0/16 either')}`)}${version('v3.29.0')}`,
  );
  checkRule(
    rule,
    `${pool(`  ipipMode: Always\n${off('hint: No BGP peer learns the blocks of 10.48.0.0/16')}`)}${version('v3.33.0')}`,
  );
});

test('VXLAN: only outsiders', () => {
  checkRule(rule, pool(`  vxlanMode: Always\n${off('hint: No BGP peer learns the blocks of 10.48.0.0/16')}`));
});

test('a range of Services within the pool', () => {
  checkRule(
    rule,
    `${pool(
      `  vxlanMode: Always\n${off('hint: No BGP peer learns the blocks of 10.48.0.0/16')}# ^^^^^^^^^^^^^^^^^^^^^^ warning: 10.48.7.0/24 of the BGPConfiguration lies in this pool and is not announced either\n`,
    )}${announced('serviceExternalIPs', '10.48.7.0/24')}`,
  );
});

test.each([
  ['exported', pool('  disableBGPExport: false\n')],
  ['no BGP', `${pool('  disableBGPExport: true\n')}${installation('Disabled')}`],
  ['disabled', pool('  disableBGPExport: true\n  disabled: true\n')],
  [
    'one node',
    `${pool('  disableBGPExport: true\n')}---\napiVersion: v1\nkind: Node\nmetadata: { name: n1 }\n`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
