import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnosed } from '../../../test/kit/check.ts';
import { clusterFrom } from '../../../test/kit/cluster.ts';
import { bgpFilters } from '../cluster/calico/bgpFilters.ts';
import { bgpNodes } from '../cluster/calico/bgpNodes.ts';
import { bgpPeers } from '../cluster/calico/bgpPeers.ts';
import { bgpSettings } from '../cluster/calico/bgpSettings.ts';
import { prefixCommunities } from '../cluster/calico/communities.ts';
import { announcements } from '../dataplane/routing/announcements.ts';
import { sessionsOfNode } from '../dataplane/routing/sessions.ts';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

/** A cluster with every field that holds an address, a range, a number, a port or a selector, all in order. */
const whole = fixture('whole.yaml');

/** The fields one by one; the head of the file says what its columns are. `-` stands for no fact at all. */
const rows = fixture('unreadable.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' :: '));

/** What is derived, a line a fact. */
function facts(text: string): readonly string[] {
  const cluster = clusterFrom(text);
  const { asNumber, listenPort } = bgpSettings(cluster);
  return [
    `cluster AS ${String(asNumber.value)}`,
    `port ${String(listenPort?.value)}`,
    ...cluster.pools.map(({ name, cidr, blockSize }) => `pool ${name} ${cidr} /${String(blockSize.value)}`),
    ...bgpNodes(cluster).map(
      (node) => `as ${node.name} ${String(node.asNumber.value)} ${node.clusterId?.value ?? ''}`,
    ),
    ...bgpPeers(cluster).map(({ name, locals, remote }) => `peer ${name} ${locals.join(',')} ${remote.kind}`),
    ...bgpNodes(cluster).flatMap((node) => [
      ...announcements(cluster, node.name).map(({ prefix }) => `${node.name} announces ${prefix}`),
      ...sessionsOfNode(cluster, node, 4).map(
        ({ remoteIp, localAs, remoteAs }) =>
          `session ${node.name} ${remoteIp} ${String(localAs)} ${String(remoteAs)}`,
      ),
      ...prefixCommunities(cluster, node.name).map(
        ({ cidr, communities }) => `communities ${node.name} ${cidr} ${communities.join(' ')}`,
      ),
    ]),
    ...[...bgpFilters(cluster).values()].map(
      ({ name, rules }) => `filter ${name} ${JSON.stringify(rules.export[4].map(({ accepts }) => accepts))}`,
    ),
  ];
}

const found = (text: string): readonly string[] =>
  diagnosed(text).flatMap(({ diagnostics }) =>
    diagnostics.map(({ rule, span, severity }) => {
      const at = span.section.text.slice(span.start, span.end);
      return `${severity} ${rule.id} at ${at}`;
    }),
  );

test('nothing is wrong with the whole', () => {
  expect(found(whole).filter((line) => line.startsWith('error'))).toEqual([]);
  expect(facts(whole)).toMatchInlineSnapshot(`
    [
      "cluster AS 64513",
      "port 1790",
      "pool external 10.50.0.0/24 /28",
      "pool usual 10.48.0.0/16 /26",
      "as n1 64513 244.0.0.1",
      "as n2 64513 ",
      "peer pods n1,n2 workloads",
      "peer reflectors n2 nodes",
      "peer router n1,n2 address",
      "n1 announces 10.48.1.0/26",
      "n1 announces 10.49.0.0/16",
      "n1 announces 198.51.100.0/24",
      "n1 announces 203.0.113.0/24",
      "session n1 10.0.1.9 64514 64513",
      "session n1 10.0.1.31 64513 64513",
      "communities n1 10.48.0.0/17 64513:100 64513:200",
      "n2 announces 10.49.0.0/16",
      "n2 announces 10.50.0.64/28",
      "n2 announces 198.51.100.0/24",
      "n2 announces 203.0.113.0/24",
      "session n2 10.0.1.9 64514 64513",
      "session n2 10.0.1.30 64513 64513",
      "communities n2 10.48.0.0/17 64513:100 64513:200",
      "filter own [true,false]",
    ]
  `);
});

describe('a field that cannot be read', () => {
  const usual = facts(whole);

  test.each(rows)('%s', (_field, written = '', wrong = '', at = '', rule = '', lost = '-') => {
    expect(whole.split(written)).toHaveLength(2);
    const text = whole.replace(written, wrong);
    expect(found(text).filter((line) => line.startsWith('error'))).toEqual([`error ${rule} at ${at}`]);
    // Everything that does not hang on the field is derived as before.
    const left = new Set(facts(text));
    const hanging = lost === '-' ? /^$/ : new RegExp(lost);
    expect(usual.filter((fact) => !left.has(fact) && !hanging.test(fact))).toEqual([]);
  });
});

describe('whatever a line holds', () => {
  const lines = whole.split('\n');
  const nonsense = ['', '{}', '[]', '-1', '[[{ a: b }]]', '"', '!x', '&a *b', '{ cidr: ::/0 }'];
  const broken = lines.flatMap((line, i) => {
    const value = `${line.replace(/:.*$/, ':')} ${nonsense[i % nonsense.length] ?? ''}`;
    return [lines.with(i, value), lines.toSpliced(i, 1)].map((changed) => changed.join('\n'));
  });

  test('findings point into the text, and nothing throws', { timeout: 60_000 }, () => {
    for (const text of broken)
      for (const { sections, diagnostics } of diagnosed(text))
        for (const { span, rule } of diagnostics) {
          const owner = sections.find(({ section }) => section === span.section);
          expect(owner, rule.id).toBeDefined();
          expect(span.start >= 0 && span.end >= span.start && span.end <= span.section.text.length).toBe(
            true,
          );
        }
    expect(broken.length).toBeGreaterThan(200);
  });
});
