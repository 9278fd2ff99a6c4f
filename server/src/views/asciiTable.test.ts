import { expect, test } from 'vitest';
import { asciiTable } from './asciiTable.ts';

test('has the shape of calicoctl’s tables', () => {
  expect(
    asciiTable(
      ['grouping', 'cidr', 'ips total', 'ips in use', 'ips free'],
      [
        ['IP Pool', '10.65.0.0/16', '65536', '5 (0%)', '65531 (100%)'],
        ['Block', '10.65.79.0/26', '64', '5 (8%)', '59 (92%)'],
      ],
    ).join('\n'),
  ).toBe(
    `
+----------+---------------+-----------+------------+--------------+
| GROUPING |     CIDR      | IPS TOTAL | IPS IN USE |   IPS FREE   |
+----------+---------------+-----------+------------+--------------+
| IP Pool  | 10.65.0.0/16  |     65536 | 5 (0%)     | 65531 (100%) |
| Block    | 10.65.79.0/26 |        64 | 5 (8%)     | 59 (92%)     |
+----------+---------------+-----------+------------+--------------+
`.trim(),
  );
});
