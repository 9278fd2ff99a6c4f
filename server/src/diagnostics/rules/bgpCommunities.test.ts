import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpCommunities as rule } from './bgpCommunities.ts';

const configuration = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n${spec}`;

test('values', () => {
  checkRule(
    rule,
    configuration(`  communities:
  - name: a
    value: 64512
#          ^^^^^ error: invalid community value or format used.
  - name: b
    value: 64512:70000
#          ^^^^^^^^^^^ error: invalid community value, expected 16 bit value
  - name: c
    value: 4294967295:1:2
  - name: d
    value: 4294967296:1:2
#          ^^^^^^^^^^^^^^ error: invalid community value, expected 32 bit value
  prefixAdvertisements:
  - cidr: 10.48.0.0/16
    communities: [a, 64512:100, 70000:1, backbone]
#                               ^^^^^^^ error: invalid community value, expected 16 bit value
#                                        ^^^^^^^^ error: community used is invalid or not defined.
`),
  );
});

test('names that nothing uses', () => {
  checkRule(
    rule,
    configuration(`  communities:
  - name: a
#   ^^^^^^^ error: communities are defined but not used in prefixAdvertisements
    value: 64512:1
`),
  );
});

test('a slip of the fingers', () => {
  const used = (name: string): string =>
    configuration(
      `  communities: [{ name: backbone, value: "64512:1" }]\n  prefixAdvertisements: [{ cidr: 10.48.0.0/16, communities: [${name}] }]\n`,
    );
  checkFix(rule, used('bakcbone'), used('backbone'));
});

test.each([
  '  communities:\n  - name: a\n    value:\n',
  '  communities: [{ name: a, value: "1:2" }]\n  prefixAdvertisements: [{ cidr: nonsense, communities: [a] }]\n',
  '  prefixAdvertisements:\n  - cidr: 10.48.0.0/16\n    communities: ["64512:1:2"]\n',
  '  prefixAdvertisements:\n  - cidr: 10.48.0.0/16\n    communities:\n    -\n',
])('fine: %j', (spec) => {
  checkRule(rule, configuration(spec));
});
