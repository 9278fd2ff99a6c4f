import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolLinkLocal as rule } from './calicoPoolLinkLocal.ts';

const pool = (cidr: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n  cidr: ${cidr}\n${mark}`;

test('within, and around', () => {
  checkRule(
    rule,
    pool(
      '169.254.64.0/18',
      '#       ^^^^^^^^^^^^^^^ error: IPPool CIDR overlaps with IPv4 link local range 169.254.0.0/16\n',
    ),
  );
  checkRule(
    rule,
    pool(
      '169.0.0.0/8',
      '#       ^^^^^^^^^^^ error: IPPool CIDR overlaps with IPv4 link local range 169.254.0.0/16\n',
    ),
  );
  checkRule(
    rule,
    pool(
      'fe80:1::/64',
      '#       ^^^^^^^^^^^ error: IPPool CIDR overlaps with IPv6 link local range fe80::/10\n',
    ),
  );
});

test.each(['10.48.0.0/16', '169.253.0.0/16', 'fd00::/64', '169.254.0.0'])('%s is fine', (cidr) => {
  checkRule(rule, pool(cidr));
});
