import { describe, expect, test } from 'vitest';
import { calico, pod, pool, pods, profile, three } from '../../../../test/kit/bgpLab.ts';
import { openFixture, openSample, type Editor } from '../../../../test/kit/editor.ts';
import { firstPanelRequest, type PanelModel, type PanelRequest } from '../../protocol/panel.ts';
import { ipamReport } from '../ipam/report.ts';
import { panelModel } from './panel.ts';

/** Tables as lines; an indent is a step to the right, `~` a simulated row. */
function shown({ context }: Editor, change: Partial<PanelRequest> = {}): readonly string[] {
  const request = { ...firstPanelRequest, view: 'ipam' as const, scope: 'cluster' as const, ...change };
  const model: PanelModel = panelModel(context, request, undefined, undefined);
  if (model.kind !== 'tables') throw new Error(model.kind);
  return [
    model.summary.join(', '),
    ...model.tables.flatMap(({ name, meta, rows }) => [
      `${name} (${meta})`,
      ...rows.map(({ cells, note, depth, because }) => {
        const simulated = because.some((cause) => cause.kind === 'explained' && cause.simulated);
        return `${'  '.repeat(depth + 1)}${cells.map(({ text }) => text).join(' | ')}${note === undefined ? '' : ` — ${note}`}${simulated ? ' ~' : ''}`;
      }),
    ]),
  ];
}

const text = ({ context }: Editor): string => {
  const report = ipamReport(context, true);
  return report.kind === 'none' ? report.why : report.text;
};

describe('addresses', () => {
  test('of the lab, all and of one node', () => {
    const editor = openSample('yaobank');
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "1 pool, 3 blocks, 4 addresses in use",
        "Pools and blocks (4 rows)",
        "  pool default-ipv4-ippool | 10.48.0.0/16 | 65536 | 4 (0%) | 65532 (100%) — blocks of /26 · no tunnel · natOutgoing ~",
        "    worker2 | 10.48.0.0/26 | 64 | 1 (2%) | 63 (98%) ~",
        "    worker2 | 10.48.128.0/26 | 64 | 2 (3%) | 62 (97%) ~",
        "    worker1 | 10.48.128.192/26 | 64 | 1 (2%) | 63 (98%) ~",
        "Addresses in use (4 addresses)",
        "  10.48.0.43 | yaobank/customer-687b8d8f74-tcclp | worker2 — block 10.48.0.0/26",
        "  10.48.128.0 | yaobank/database-75ccfdc84f-hqr64 | worker2 — block 10.48.128.0/26",
        "  10.48.128.1 | yaobank/summary-7d78c9976b-wjdd5 | worker2 — block 10.48.128.0/26",
        "  10.48.128.192 | yaobank/summary-7d78c9976b-sxv4k | worker1 — block 10.48.128.192/26",
      ]
    `);
    expect(shown(editor, { at: 'worker1' })).toMatchInlineSnapshot(`
      [
        "1 pool, 3 blocks, 4 addresses in use",
        "Pools and blocks (2 rows)",
        "  pool default-ipv4-ippool | 10.48.0.0/16 | 65536 | 4 (0%) | 65532 (100%) — blocks of /26 · no tunnel · natOutgoing ~",
        "    worker1 | 10.48.128.192/26 | 64 | 1 (2%) | 63 (98%) ~",
        "Addresses in use (1 address)",
        "  10.48.128.192 | yaobank/summary-7d78c9976b-sxv4k | worker1 — block 10.48.128.192/26",
      ]
    `);
  });

  test('of two pools of different block sizes, one of them special, and a borrowed address', () => {
    const editor = openFixture(
      profile(three, '') +
        pods +
        pod('d', 'n2', '10.244.1.5') +
        pool(', natOutgoing: true, ipipMode: CrossSubnet') +
        calico(
          'IPPool',
          'external',
          '{ cidr: 10.48.2.0/24, blockSize: 29, disabled: true, disableBGPExport: true, nodeSelector: "has(edge)" }',
        ),
    );
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "2 pools, 3 blocks, 7 addresses in use",
        "Pools and blocks (5 rows)",
        "  pool external | 10.48.2.0/24 | 256 | 0 (0%) | 256 (100%) — blocks of /29 · no tunnel · disabled: no new addresses · not announced by BGP · nodes has(edge)",
        "  pool pool | 10.244.0.0/16 | 65536 | 7 (0%) | 65529 (100%) — blocks of /26 · IP in IP between subnets · natOutgoing",
        "    n1 | 10.244.1.0/26 | 64 | 3 (5%) | 61 (95%)",
        "    n2 | 10.244.2.0/26 | 64 | 2 (3%) | 62 (97%)",
        "    n3 | 10.244.3.0/26 | 64 | 2 (3%) | 62 (97%)",
        "Addresses in use (7 addresses)",
        "  10.244.1.0 | tunl0 of n1 | n1 — block 10.244.1.0/26 ~",
        "  10.244.1.1 | default/a | n1 — block 10.244.1.0/26",
        "  10.244.1.5 | default/d | n2 — borrowed from block 10.244.1.0/26 of n1",
        "  10.244.2.0 | tunl0 of n2 | n2 — block 10.244.2.0/26 ~",
        "  10.244.2.1 | default/b | n2 — block 10.244.2.0/26",
        "  10.244.3.0 | tunl0 of n3 | n3 — block 10.244.3.0/26 ~",
        "  10.244.3.1 | default/c | n3 — block 10.244.3.0/26",
      ]
    `);
    expect(text(editor)).toMatchInlineSnapshot(`
      "+----------+---------------+-----------+------------+--------------+
      | GROUPING |     CIDR      | IPS TOTAL | IPS IN USE |   IPS FREE   |
      +----------+---------------+-----------+------------+--------------+
      | IP Pool  | 10.48.2.0/24  |       256 | 0 (0%)     | 256 (100%)   |
      | IP Pool  | 10.244.0.0/16 |     65536 | 7 (0%)     | 65529 (100%) |
      | Block    | 10.244.1.0/26 |        64 | 3 (5%)     | 61 (95%)     |
      | Block    | 10.244.2.0/26 |        64 | 2 (3%)     | 62 (97%)     |
      | Block    | 10.244.3.0/26 |        64 | 2 (3%)     | 62 (97%)     |
      +----------+---------------+-----------+------------+--------------+
      "
    `);
  });

  test('an IPPool alone already has blocks and addresses, marked as simulated', () => {
    const editor = openFixture(`${calico('IPPool', 'pods', '{ cidr: 10.48.0.0/16 }')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { replicas: 2, template: { metadata: { labels: { app: web } } } }
`);
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "1 pool, 2 blocks, 2 addresses in use",
        "Pools and blocks (3 rows)",
        "  pool pods | 10.48.0.0/16 | 65536 | 2 (0%) | 65534 (100%) — blocks of /26 · no tunnel",
        "    worker2 | 10.48.189.64/26 | 64 | 1 (2%) | 63 (98%) ~",
        "    worker1 | 10.48.235.128/26 | 64 | 1 (2%) | 63 (98%) ~",
        "Addresses in use (2 addresses)",
        "  10.48.189.77 | default/web-1 | worker2 — block 10.48.189.64/26 ~",
        "  10.48.235.190 | default/web-0 | worker1 — block 10.48.235.128/26 ~",
      ]
    `);
  });

  test('without Calico the ranges of the nodes', () => {
    const editor = openFixture(
      `${profile(three, '').replace('spec:', 'spec:\n  podNetwork: bridge')}${pods}`,
    );
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "3 ranges, 0 addresses in use",
        "Ranges of nodes (3 rows)",
        "  node n1 | 10.244.60.0/24 | 256 | 0 (0%) | 256 (100%) ~",
        "  node n2 | 10.244.85.0/24 | 256 | 0 (0%) | 256 (100%) ~",
        "  node n3 | 10.244.34.0/24 | 256 | 0 (0%) | 256 (100%) ~",
        "Addresses in use (0 addresses)",
      ]
    `);
    expect(text(editor)).toMatchInlineSnapshot(`
      "+----------+----------------+-----------+------------+------------+
      | GROUPING |      CIDR      | IPS TOTAL | IPS IN USE |  IPS FREE  |
      +----------+----------------+-----------+------------+------------+
      | Node n1  | 10.244.60.0/24 |       256 | 0 (0%)     | 256 (100%) |
      | Node n2  | 10.244.85.0/24 |       256 | 0 (0%)     | 256 (100%) |
      | Node n3  | 10.244.34.0/24 |       256 | 0 (0%)     | 256 (100%) |
      +----------+----------------+-----------+------------+------------+
      "
    `);
  });
});
