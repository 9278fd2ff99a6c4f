import { describe, expect, test } from 'vitest';
import { sampleFiles } from '../../../../test/kit/samples.ts';
import { Workspace, type Snapshot } from '../../analysis/workspace.ts';
import { deriveNode } from '../../dataplane/derive.ts';
import type { Ruleset } from '../../dataplane/netfilter/ruleset.ts';
import { firstPanelRequest, type PanelRequest, type RuleSection } from '../../protocol/panel.ts';
import type { DocUri } from '../../text/span.ts';
import { ruleSections } from './rules.ts';
import { scopeOf } from './scope.ts';
import { simulatedValues } from './simulated.ts';

const services = 'file:///samples/yaobank/services.yaml' as DocUri;

function open(): Workspace {
  const workspace = new Workspace();
  workspace.setFolders(['file:///samples/yaobank']);
  workspace.change(sampleFiles('yaobank'));
  return workspace;
}

const rulesOn = (snapshot: Snapshot, node = 'worker1'): Ruleset => {
  const cluster = snapshot.cluster(services);
  const proxy = cluster === undefined ? undefined : deriveNode(cluster, node, 4)?.proxy;
  if (proxy?.mode !== 'iptables') throw new Error('no iptables rules');
  return proxy.ruleset;
};

function sections(workspace: Workspace, request: Partial<PanelRequest> = {}): readonly RuleSection[] {
  const snapshot = workspace.snapshot();
  const cluster = snapshot.cluster(services);
  if (cluster === undefined) throw new Error('no cluster');
  const asked = {
    ...firstPanelRequest,
    focus: { uri: services, position: { line: 0, character: 0 } },
    ...request,
  };
  return ruleSections({
    ruleset: rulesOn(snapshot),
    saved: rulesOn(workspace.savedSnapshot()),
    request: asked,
    inScope: scopeOf(asked, undefined),
    locate: snapshot.locate,
    simulated: simulatedValues(cluster),
  });
}

/** A table as text: chains by depth, rules with number, target and options, the YAML lines that caused them. */
const drawn = (section: RuleSection | undefined): string =>
  [
    `${section?.name ?? ''} ${section?.meta ?? ''}`,
    ...(section?.chains ?? []).flatMap((chain) => [
      `${'  '.repeat(chain.depth)}${chain.open ? 'v' : '>'} ${chain.name} ${chain.stands ?? ''} (${chain.meta})`,
      ...chain.rules.map((rule) => {
        const words = [...rule.targetOptions, ...rule.words].map((word) =>
          `${word.not ? '! ' : ''}${word.option} ${word.value}`.trim(),
        );
        const places = rule.because.flatMap((cause) =>
          cause.kind === 'manifest' ? [cause.place.label] : [],
        );
        return `${'  '.repeat(chain.depth)}  ${rule.change === undefined ? ' ' : rule.change === 'added' ? '+' : '-'}${String(rule.number ?? '')} ${rule.target?.text ?? ''} ${words.join(' ')} [${places.join(' ')}]`;
      }),
    ]),
  ].join('\n');

const table = (found: readonly RuleSection[], name: string): RuleSection | undefined =>
  found.find((section) => section.name === name);

test('the file in view: chains in the order of jumps, each rule with the lines that caused it', () => {
  expect(drawn(table(sections(open()), 'nat'))).toMatchInlineSnapshot(`
    "nat 13 chains, 4 outside this file · 25 rules
    v PREROUTING  (ACCEPT · 1 rule)
       1 KUBE-SERVICES  []
      v KUBE-SERVICES  (4 rules · also from OUTPUT)
         1 KUBE-SVC-PX5FENG4GZJTCELT -d 10.49.60.52/32 -p tcp -m tcp --dport 80 [services.yaml:10 services.yaml:14]
         2 KUBE-SVC-AE2X4VPDA5SRYCA6 -d 10.49.164.49/32 -p tcp -m tcp --dport 2379 [services.yaml:41 services.yaml:45]
         3 KUBE-SVC-OIQIZJVJK6E34BR4 -d 10.49.80.32/32 -p tcp -m tcp --dport 80 [services.yaml:26 services.yaml:30]
         4 KUBE-NODEPORTS -m addrtype --dst-type LOCAL []
        v KUBE-SVC-PX5FENG4GZJTCELT yaobank/customer:http (2 rules · also from KUBE-EXT-PX5FENG4GZJTCELT)
           1 KUBE-MARK-MASQ ! -s 10.48.0.0/16 -d 10.49.60.52/32 -p tcp -m tcp --dport 80 [services.yaml:10 services.yaml:14 kube-proxy.yaml:11]
           2 KUBE-SEP-GNFCEQXJBZQ2TQAR  [services.yaml:11 pods.yaml:8 pods.yaml:20 services.yaml:14]
          v KUBE-MARK-MASQ  (1 rule · also from 7 other chains)
             1 MARK --set-xmark 0x4000/0x4000 []
          v KUBE-SEP-GNFCEQXJBZQ2TQAR 10.48.0.43:80 on worker2 (2 rules)
             1 KUBE-MARK-MASQ -s 10.48.0.43/32 [services.yaml:11 pods.yaml:8 pods.yaml:20 services.yaml:14]
             2 DNAT --to-destination 10.48.0.43:80 -p tcp -m tcp [services.yaml:11 pods.yaml:8 pods.yaml:20 services.yaml:14]
        v KUBE-SVC-AE2X4VPDA5SRYCA6 yaobank/database:http (2 rules)
           1 KUBE-MARK-MASQ ! -s 10.48.0.0/16 -d 10.49.164.49/32 -p tcp -m tcp --dport 2379 [services.yaml:41 services.yaml:45 kube-proxy.yaml:11]
           2 KUBE-SEP-FM3YVPMXOH7BHYAH  [services.yaml:42 pods.yaml:24 pods.yaml:36 services.yaml:45]
          v KUBE-SEP-FM3YVPMXOH7BHYAH 10.48.128.0:2379 on worker2 (2 rules)
             1 KUBE-MARK-MASQ -s 10.48.128.0/32 [services.yaml:42 pods.yaml:24 pods.yaml:36 services.yaml:45]
             2 DNAT --to-destination 10.48.128.0:2379 -p tcp -m tcp [services.yaml:42 pods.yaml:24 pods.yaml:36 services.yaml:45]
        v KUBE-SVC-OIQIZJVJK6E34BR4 yaobank/summary:http (3 rules)
           1 KUBE-MARK-MASQ ! -s 10.48.0.0/16 -d 10.49.80.32/32 -p tcp -m tcp --dport 80 [services.yaml:26 services.yaml:30 kube-proxy.yaml:11]
           2 KUBE-SEP-NCOI6JAXVX2D4BXJ -m statistic --mode random --probability 0.50000000000 [services.yaml:27 pods.yaml:40 pods.yaml:52 services.yaml:30]
           3 KUBE-SEP-TVZHKMXMBG2BIHXS  [services.yaml:27 pods.yaml:56 pods.yaml:68 services.yaml:30]
          v KUBE-SEP-NCOI6JAXVX2D4BXJ 10.48.128.192:80 on worker1 (2 rules)
             1 KUBE-MARK-MASQ -s 10.48.128.192/32 [services.yaml:27 pods.yaml:40 pods.yaml:52 services.yaml:30]
             2 DNAT --to-destination 10.48.128.192:80 -p tcp -m tcp [services.yaml:27 pods.yaml:40 pods.yaml:52 services.yaml:30]
          v KUBE-SEP-TVZHKMXMBG2BIHXS 10.48.128.1:80 on worker2 (2 rules)
             1 KUBE-MARK-MASQ -s 10.48.128.1/32 [services.yaml:27 pods.yaml:56 pods.yaml:68 services.yaml:30]
             2 DNAT --to-destination 10.48.128.1:80 -p tcp -m tcp [services.yaml:27 pods.yaml:56 pods.yaml:68 services.yaml:30]
        v KUBE-NODEPORTS  (1 rule)
           1 KUBE-EXT-PX5FENG4GZJTCELT -p tcp -m tcp --dport 30180 [services.yaml:16 services.yaml:14]
          v KUBE-EXT-PX5FENG4GZJTCELT yaobank/customer:http (2 rules)
             1 KUBE-MARK-MASQ  [services.yaml:14]
             2 KUBE-SVC-PX5FENG4GZJTCELT  [services.yaml:14]
    v OUTPUT  (ACCEPT · 1 rule)
       1 KUBE-SERVICES  []"
  `);
});

test('nat is open at first, tables without anything in view are folded', () => {
  expect(sections(open()).map(({ name, open: shown, chains }) => [name, shown, chains.length > 0])).toEqual([
    ['filter', false, false],
    ['nat', true, true],
    ['mangle', false, false],
  ]);
});

describe('folding', () => {
  test('what the reader closed is closed, and what lies below is left out and counted', () => {
    const nat = table(sections(open(), { closed: ['nat/KUBE-SERVICES'] }), 'nat');
    const chain = nat?.chains.find(({ name }) => name === 'KUBE-SERVICES');
    expect([chain?.open, chain?.rules.length]).toEqual([false, 0]);
    expect(chain?.meta).toContain('chains below');
    expect(nat?.chains.some(({ name }) => name === 'KUBE-SVC-PX5FENG4GZJTCELT')).toBe(false);
  });

  test('what the reader opened is open', () => {
    expect(
      table(sections(open(), { opened: ['filter'], scope: 'cluster' }), 'filter')?.chains.length,
    ).toBeGreaterThan(5);
  });
});

test('a filter finds rules by what they print, and shows the way to them', () => {
  const nat = table(sections(open(), { scope: 'cluster', filter: '10.48.0.43' }), 'nat');
  const withRules = nat?.chains.filter(({ rules }) => rules.length > 0).map(({ name }) => name);
  expect(withRules).toContain('KUBE-SEP-GNFCEQXJBZQ2TQAR');
  expect(withRules).toContain('KUBE-SERVICES');
  expect(withRules).not.toContain('KUBE-SVC-AE2X4VPDA5SRYCA6');
});

test('an unsaved edit is marked, line by line, until it is saved', () => {
  const workspace = open();
  const text = workspace.snapshot().files.get(services)?.text ?? '';
  workspace.edit(services, text.replace('nodePort: 30180', 'nodePort: 30181'));
  const chain = table(sections(workspace), 'nat')?.chains.find(({ name }) => name === 'KUBE-NODEPORTS');
  expect([chain?.added, chain?.removed]).toEqual([1, 1]);
  expect(chain?.rules.map(({ change, number, original }) => [change, number, original])).toEqual([
    [
      'removed',
      undefined,
      '-A KUBE-NODEPORTS -p tcp -m comment --comment "yaobank/customer:http" -m tcp --dport 30180 -j KUBE-EXT-PX5FENG4GZJTCELT',
    ],
    [
      'added',
      1,
      '-A KUBE-NODEPORTS -p tcp -m comment --comment "yaobank/customer:http" -m tcp --dport 30181 -j KUBE-EXT-PX5FENG4GZJTCELT',
    ],
  ]);
  workspace.save(services);
  expect(table(sections(workspace), 'nat')?.chains.every(({ added, removed }) => added + removed === 0)).toBe(
    true,
  );
});

test('simulated addresses are marked where they are printed', () => {
  const workspace = open();
  const text = workspace.snapshot().files.get(services)?.text ?? '';
  workspace.edit(services, text.replace('  clusterIP: 10.49.164.49\n', ''));
  workspace.save(services);
  const words =
    table(sections(workspace), 'nat')?.chains.flatMap(({ rules }) => rules.flatMap((rule) => rule.words)) ??
    [];
  const simulated = new Set(words.filter((word) => word.simulated).map(({ option }) => option));
  expect([...simulated]).toEqual(['-d']);
});
