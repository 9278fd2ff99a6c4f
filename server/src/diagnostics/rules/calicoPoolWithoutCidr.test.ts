import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolWithoutCidr as rule } from './calicoPoolWithoutCidr.ts';

const pool = (spec: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\n${mark}${spec}`;

test('a pool without a range', () => {
  checkRule(rule, pool('spec:\n  natOutgoing: true\n', '#       ^ error: IPPool CIDR must be specified\n'));
});

test.each([
  'spec:\n  cidr: 10.48.0.0/16\n',
  'spec:\n  cidr:\n  natOutgoing: true\n',
  'spec:\n  cidr: 10.48\n  natOutgoing: true\n',
  'spec:\n',
  'spec: {}\n',
  '',
])('nothing to say: %j', (spec) => {
  checkRule(rule, pool(spec));
});
