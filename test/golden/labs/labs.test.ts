import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deriveNode } from '../../../server/src/dataplane/derive.ts';
import { chainName, type Ruleset, type TableName } from '../../../server/src/dataplane/netfilter/ruleset.ts';
import { renderIptablesList } from '../../../server/src/dataplane/render/iptablesList.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import { clusterWhatIf } from '../../kit/cluster.ts';
import { columnTable } from './columnTable.ts';

/** Tables of public lab documents, against what our rules of the same cluster list as. */

const file = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

function rulesOf(node: string, kubernetesVersion: string | undefined, ...files: readonly string[]): Ruleset {
  const whatIf = kubernetesVersion === undefined ? {} : { kubernetesVersion };
  const made = deriveNode(clusterWhatIf(whatIf, ...files.map(file)), node, 4);
  if (made?.proxy.mode !== 'iptables') throw new Error(`no iptables rules on ${node}`);
  return made.proxy.ruleset;
}

const listing = (rules: Ruleset, chain: string, table: TableName = 'nat', verbose = true): string =>
  toText(renderIptablesList(rules, table, chainName(chain), { verbose, numeric: true }));

const rowsOf = (text: string): readonly string[] => text.trimEnd().split('\n').slice(2);

/** A row without its counters, blanks made one. */
const words = (row: string): string => row.trim().replace(/^\d+\s+\d+\s+/, '').replace(/\s+/g, ' ');

describe('Yao Bank on worker1 (Kubernetes 1.23)', () => {
  const rules = rulesOf('worker1', '1.23', 'yaobank.yaml', 'system.yaml');

  test.each([
    'KUBE-SVC-OIQIZJVJK6E34BR4',
    'KUBE-SEP-NCOI6JAXVX2D4BXJ',
    'KUBE-NODEPORTS',
    'KUBE-SVC-PX5FENG4GZJTCELT',
    'KUBE-SEP-GNFCEQXJBZQ2TQAR',
  ])('%s through column -t is the table of the lab', (chain) => {
    expect(columnTable(listing(rules, chain))).toBe(file(`tables/${chain}.txt`));
  });

  test('KUBE-SERVICES of the whole cluster has the rows of the lab, in whatever order', () => {
    const ours = rowsOf(listing(rules, 'KUBE-SERVICES')).map(words);
    const lab = rowsOf(file('tables/KUBE-SERVICES.txt')).map(words);
    expect(lab).toHaveLength(28);
    expect([...ours].sort()).toEqual([...lab].sort());
    expect(ours.at(-1)).toBe(lab.at(-1));
  });
});

describe('rest-api-chart in microk8s: the shape of 1.20', () => {
  const rules = rulesOf('kube-master-gui', undefined, 'restApi.yaml');

  test('what is to be masqueraded is marked before the jump', () => {
    expect(rowsOf(listing(rules, 'KUBE-NODEPORTS', 'nat', false)).map(words)).toEqual([
      'KUBE-MARK-MASQ tcp -- 0.0.0.0/0 0.0.0.0/0 /* default/rest-api-chart-1611572865:http */ tcp dpt:31662',
      'KUBE-SVC-BTVA6ANVIINMRVTN tcp -- 0.0.0.0/0 0.0.0.0/0 /* default/rest-api-chart-1611572865:http */ tcp dpt:31662',
    ]);
    expect(rowsOf(listing(rules, 'KUBE-SERVICES', 'nat', false)).map(words)).toEqual(
      expect.arrayContaining([
        'KUBE-MARK-MASQ tcp -- !10.1.0.0/16 10.152.183.1 /* default/kubernetes:https cluster IP */ tcp dpt:443',
        'KUBE-SVC-NPX46M4PTMTKRN6Y tcp -- 0.0.0.0/0 10.152.183.1 /* default/kubernetes:https cluster IP */ tcp dpt:443',
        'KUBE-MARK-MASQ tcp -- !10.1.0.0/16 10.152.183.191 /* kube-system/metrics-server cluster IP */ tcp dpt:443',
        'KUBE-SVC-QMWWTXBG7KFJQKLO tcp -- 0.0.0.0/0 10.152.183.191 /* kube-system/metrics-server cluster IP */ tcp dpt:443',
      ]),
    );
  });

  test('the chains of the service and of its endpoint', () => {
    expect(listing(rules, 'KUBE-SVC-BTVA6ANVIINMRVTN', 'nat', false).split('\n').slice(0, 3).map(words)).toEqual([
      'Chain KUBE-SVC-BTVA6ANVIINMRVTN (2 references)',
      'target prot opt source destination',
      'KUBE-SEP-GLFEPICM2UBXEVL2 all -- 0.0.0.0/0 0.0.0.0/0 /* default/rest-api-chart-1611572865:http */',
    ]);
    expect(rowsOf(listing(rules, 'KUBE-SEP-GLFEPICM2UBXEVL2', 'nat', false)).map(words)).toEqual([
      'KUBE-MARK-MASQ all -- 10.1.96.183 0.0.0.0/0 /* default/rest-api-chart-1611572865:http */',
      'DNAT tcp -- 0.0.0.0/0 0.0.0.0/0 /* default/rest-api-chart-1611572865:http */ tcp to:10.1.96.183:5000',
    ]);
    expect(rowsOf(listing(rules, 'KUBE-MARK-MASQ', 'nat', false)).map(words)).toEqual([
      'MARK all -- 0.0.0.0/0 0.0.0.0/0 MARK or 0x4000',
    ]);
  });

  test('the filter table, but for what the kubelet and Docker add', () => {
    const filter = toText(renderIptablesList(rules, 'filter', undefined, { verbose: false, numeric: false }));
    const chain = (name: string): readonly string[] =>
      filter
        .split('\n\n')
        .find((text) => text.startsWith(`Chain ${name} `))
        ?.split('\n')
        .map(words) ?? [];
    const portals = 'ctstate NEW /* kubernetes service portals */';
    const external = 'ctstate NEW /* kubernetes externally-visible service portals */';
    const columns = 'target prot opt source destination';
    expect(chain('INPUT').slice(2)).toEqual([`KUBE-EXTERNAL-SERVICES all -- anywhere anywhere ${external}`]);
    expect(chain('FORWARD').slice(2)).toEqual([
      'KUBE-FORWARD all -- anywhere anywhere /* kubernetes forwarding rules */',
      `KUBE-SERVICES all -- anywhere anywhere ${portals}`,
      `KUBE-EXTERNAL-SERVICES all -- anywhere anywhere ${external}`,
    ]);
    expect(chain('OUTPUT').slice(2)).toEqual([`KUBE-SERVICES all -- anywhere anywhere ${portals}`]);
    expect(chain('KUBE-EXTERNAL-SERVICES')).toEqual(['Chain KUBE-EXTERNAL-SERVICES (2 references)', columns]);
    expect(chain('KUBE-SERVICES')).toEqual(['Chain KUBE-SERVICES (2 references)', columns, '']);
    expect(chain('KUBE-PROXY-CANARY')).toEqual(['Chain KUBE-PROXY-CANARY (0 references)', columns]);
    expect(chain('KUBE-FORWARD')).toEqual([
      'Chain KUBE-FORWARD (1 references)',
      columns,
      'DROP all -- anywhere anywhere ctstate INVALID',
      'ACCEPT all -- anywhere anywhere /* kubernetes forwarding rules */ mark match 0x4000/0x4000',
      'ACCEPT all -- anywhere anywhere /* kubernetes forwarding conntrack pod source rule */ ctstate RELATED,ESTABLISHED',
      'ACCEPT all -- anywhere anywhere /* kubernetes forwarding conntrack pod destination rule */ ctstate RELATED,ESTABLISHED',
    ]);
  });
});

describe('Yao Bank on k3s 1.18', () => {
  const rules = rulesOf('node1', undefined, 'k3s.yaml');

  test('the second rule of each pair leads to the service, the first marks', () => {
    const summary = rowsOf(listing(rules, 'KUBE-SERVICES')).filter((row) => row.includes('summary'));
    expect(summary.map(words)).toEqual([
      'KUBE-MARK-MASQ tcp -- * * !198.19.16.0/20 198.19.44.145 /* yaobank/summary:http cluster IP */ tcp dpt:80',
      'KUBE-SVC-OIQIZJVJK6E34BR4 tcp -- * * 0.0.0.0/0 198.19.44.145 /* yaobank/summary:http cluster IP */ tcp dpt:80',
    ]);
    expect(rowsOf(listing(rules, 'KUBE-NODEPORTS')).map(words)).toEqual([
      'KUBE-MARK-MASQ tcp -- * * 0.0.0.0/0 0.0.0.0/0 /* yaobank/customer:http */ tcp dpt:30180',
      'KUBE-SVC-PX5FENG4GZJTCELT tcp -- * * 0.0.0.0/0 0.0.0.0/0 /* yaobank/customer:http */ tcp dpt:30180',
    ]);
  });

  test('endpoints in order of address, the first with probability one half, the second always', () => {
    expect(rowsOf(listing(rules, 'KUBE-SVC-OIQIZJVJK6E34BR4')).map(words)).toEqual([
      'KUBE-SEP-XSAPI3SEG2KJVDTP all -- * * 0.0.0.0/0 0.0.0.0/0 /* yaobank/summary:http */ statistic mode random probability 0.50000000000',
      'KUBE-SEP-KGQRHMYN3EBQMPXF all -- * * 0.0.0.0/0 0.0.0.0/0 /* yaobank/summary:http */',
    ]);
    expect(rowsOf(listing(rules, 'KUBE-SEP-KGQRHMYN3EBQMPXF')).at(-1)).toContain('to:198.19.22.130:80');
    expect(rowsOf(listing(rules, 'KUBE-SVC-PX5FENG4GZJTCELT')).map(words)).toEqual([
      'KUBE-SEP-3ZSIELULTQZPQFWS all -- * * 0.0.0.0/0 0.0.0.0/0 /* yaobank/customer:http */',
    ]);
  });
});

describe('website, three endpoints and a node port', () => {
  const rules = rulesOf('ip-172-31-24-84', undefined, 'website.yaml');
  const columns =
    ' pkts bytes target     prot opt in     out     source               destination         ';

  test('the service chain, blank for blank', () => {
    expect(listing(rules, 'KUBE-SVC-RYQJBQ5TR32XWAUN').split('\n').slice(1)).toEqual([
      columns,
      '    0     0 KUBE-SEP-SUZPWGKL5FHWPETE  all  --  *      *       0.0.0.0/0            0.0.0.0/0            /* default/website:http -> 10.0.0.177:80 */ statistic mode random probability 0.33333333349',
      '    0     0 KUBE-SEP-FFKEUBR5SKHPYVCQ  all  --  *      *       0.0.0.0/0            0.0.0.0/0            /* default/website:http -> 10.0.0.1:80 */ statistic mode random probability 0.50000000000',
      '    0     0 KUBE-SEP-OPDTLPWI6RF27F2I  all  --  *      *       0.0.0.0/0            0.0.0.0/0            /* default/website:http -> 10.0.0.202:80 */',
      '',
    ]);
    expect(rowsOf(listing(rules, 'KUBE-SERVICES'))[0]).toBe(
      '    0     0 KUBE-SVC-RYQJBQ5TR32XWAUN  tcp  --  *      *       0.0.0.0/0            10.111.148.30        /* default/website:http cluster IP */ tcp dpt:80',
    );
  });

  test('one endpoint', () => {
    expect(listing(rules, 'KUBE-SEP-FFKEUBR5SKHPYVCQ').split('\n')).toEqual([
      'Chain KUBE-SEP-FFKEUBR5SKHPYVCQ (1 references)',
      columns,
      '    0     0 KUBE-MARK-MASQ  all  --  *      *       10.0.0.1             0.0.0.0/0            /* default/website:http */',
      '    0     0 DNAT       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            /* default/website:http */ tcp to:10.0.0.1:80',
      '',
    ]);
  });

  test('the node port leads through the external chain', () => {
    expect(rowsOf(listing(rules, 'KUBE-NODEPORTS'))).toEqual([
      '    0     0 KUBE-EXT-RYQJBQ5TR32XWAUN  tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            /* default/website:http */ tcp dpt:31100',
    ]);
    expect(listing(rules, 'KUBE-EXT-RYQJBQ5TR32XWAUN').trimEnd().split('\n')).toEqual([
      'Chain KUBE-EXT-RYQJBQ5TR32XWAUN (1 references)',
      columns,
      '    0     0 KUBE-MARK-MASQ  all  --  *      *       0.0.0.0/0            0.0.0.0/0            /* masquerade traffic for default/website:http external destinations */',
      '    0     0 KUBE-SVC-RYQJBQ5TR32XWAUN  all  --  *      *       0.0.0.0/0            0.0.0.0/0',
    ]);
  });
});
