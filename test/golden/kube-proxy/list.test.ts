import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chainName, type TableName } from '../../../server/src/dataplane/netfilter/ruleset.ts';
import { readIptablesSave } from '../../../server/src/dataplane/read/iptablesSave.ts';
import { renderIptablesList } from '../../../server/src/dataplane/render/iptablesList.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import type { DocUri } from '../../../server/src/text/span.ts';
import { firstDifference } from './compare.ts';

const rulesetOf = (text: string): ReturnType<typeof readIptablesSave>['ruleset'] =>
  readIptablesSave({ uri: 'file:///dump' as DocUri, text }).ruleset;

const tool = (name: string): string => readFileSync(join(import.meta.dirname, 'tool', name), 'utf8');

const listed = (text: string, table: TableName, chain?: string): string =>
  toText(
    renderIptablesList(rulesetOf(text), table, chain === undefined ? undefined : chainName(chain)),
  );

test('listings are those of the real tool, column by column', () => {
  const rules = rulesetOf(tool('tool.save'));
  const made = (['raw', 'filter', 'mangle', 'nat'] as const).map(
    (table) => `# ${table}\n${toText(renderIptablesList(rules, table))}`,
  );
  expect(firstDifference(made.join(''), tool('tool.list'))).toBeUndefined();
});

test('counters are shortened as the real tool shortens them', () => {
  const text = [
    '*nat',
    ':PREROUTING ACCEPT [1234567:99]',
    '[99999:100000] -A PREROUTING -j KUBE-SERVICES',
    '[12345678:12345678901] -A PREROUTING -j KUBE-SERVICES',
    '[1234567890123456:0] -A PREROUTING -j KUBE-SERVICES',
    'COMMIT',
  ].join('\n');
  expect(listed(text, 'nat', 'PREROUTING')).toMatchInlineSnapshot(`
    "Chain PREROUTING (policy ACCEPT 1235K packets, 99 bytes)
     pkts bytes target     prot opt in     out     source               destination         
    99999  100K KUBE-SERVICES  all  --  *      *       0.0.0.0/0            0.0.0.0/0           
      12M   12G KUBE-SERVICES  all  --  *      *       0.0.0.0/0            0.0.0.0/0           
    1235T     0 KUBE-SERVICES  all  --  *      *       0.0.0.0/0            0.0.0.0/0           
    "
  `);
});

test('without -v there are no counters and no interfaces', () => {
  const rules = rulesetOf(
    '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -s 10.0.0.0/8 -d 10.49.0.1/32 -i eth0 -p udp -m udp --dport 53 -j KUBE-X\n',
  );
  expect(toText(renderIptablesList(rules, 'nat', undefined, { verbose: false, numeric: true }))).toMatchInlineSnapshot(`
    "Chain PREROUTING (policy ACCEPT)
    target     prot opt source               destination         
    KUBE-X     udp  --  10.0.0.0/8           10.49.0.1            udp dpt:53
    "
  `);
});

test('a table or chain that is not there has no listing', () => {
  expect(listed('*nat\nCOMMIT\n', 'filter')).toBe('');
  expect(listed('*nat\nCOMMIT\n', 'nat', 'KUBE-X')).toBe('');
});
