import { describe, expect, test } from 'vitest';
import {
  calico,
  localService,
  machine,
  nodeLabels,
  peer,
  pods,
  pool,
  profile,
  services,
  three,
  tor,
} from '../../../../../test/kit/bgpLab.ts';
import { openFixture, openSample, type Editor } from '../../../../../test/kit/editor.ts';
import { firstPanelRequest, type PanelModel, type PanelRequest } from '../../../protocol/panel.ts';
import { bgpReport } from '../../bgp/report.ts';
import { panelModel } from '../panel.ts';

type Tables = Extract<PanelModel, { readonly kind: 'tables' }>;

function bgp({ context }: Editor, change: Partial<PanelRequest> = {}): Tables {
  const request = { ...firstPanelRequest, view: 'bgp' as const, scope: 'cluster' as const, ...change };
  const model = panelModel(context, request, undefined, undefined);
  if (model.kind !== 'tables') throw new Error(model.kind);
  return model;
}

/** A table as lines: cells, then what is said below them. */
const shown = ({ tables }: Tables): readonly string[] =>
  tables.flatMap(({ name, meta, rows, left }) => [
    `${name} (${meta})`,
    ...rows.map(({ cells, note, because }) => {
      const places = because.flatMap((cause) => (cause.kind === 'manifest' ? [cause.place.label] : []));
      return `  ${cells.map(({ text }) => text).join(' | ')}${note === undefined ? '' : ` — ${note}`} [${places.join(' ')}]`;
    }),
    ...(left > 0 ? [`  and ${String(left)} more`] : []),
  ]);

/** The picture as lines: who, then each link. */
function drawn({ picture }: Tables): readonly string[] {
  if (picture === undefined) return ['nothing'];
  const { speakers, links, mesh } = picture;
  return [
    ...speakers.map(
      ({ side, title, subtitle, announces }) =>
        `${side} ${title}: ${subtitle}${announces === undefined ? '' : `, announces ${announces}`}`,
    ),
    ...links.map(
      ({ from, to, protocol, state, carries, note }) =>
        `${speakers[from]?.title ?? ''} → ${speakers[to]?.title ?? ''}: ${protocol} ${state}, ${carries} (${note})`,
    ),
    ...(mesh === undefined
      ? []
      : [`${mesh.title}: ${mesh.members.map((index) => speakers[index]?.title).join(', ')}`]),
  ];
}

const lab = (...parts: readonly string[]): Editor => openFixture(parts.join(''));
const meshOff = calico('BGPConfiguration', 'default', '{ nodeToNodeMeshEnabled: false }');

describe('yaobank with policy Local', () => {
  const editor = openSample('yaobank', (text) =>
    text.replace('type: NodePort', 'type: NodePort\n  externalTrafficPolicy: Local'),
  );

  test('all sessions and announcements', () => {
    expect([...drawn(bgp(editor)), ...shown(bgp(editor))]).toMatchInlineSnapshot(`
      [
        "peer bastion: AS 64512 · 10.0.1.10",
        "node control1: AS 64512 · 10.0.1.20",
        "node worker1: AS 64512 · 10.0.1.30",
        "node worker2: AS 64512 · 10.0.1.31",
        "control1 → bastion: iBGP up, 10.49.0.0/16 (1 session)",
        "worker1 → bastion: iBGP up, 10.49.0.0/16 and 1 more (1 session)",
        "worker2 → bastion: iBGP up, 10.49.0.0/16 and 3 more (1 session)",
        "node-to-node mesh of 3 nodes, iBGP: control1, worker1, worker2",
        "Sessions (4 rows)",
        "  control1 | bastion | up | 10.49.0.0/16 — iBGP AS 64512 · source address 10.0.1.20 [bgp.yaml:13 bgp.yaml:15]",
        "  worker1 | bastion | up | 10.48.128.192/26 and 10.49.0.0/16 — iBGP AS 64512 · source address 10.0.1.30 [bgp.yaml:13 bgp.yaml:15]",
        "  worker2 | bastion | up | 10.48.0.0/26, 10.48.128.0/26 and 2 more — iBGP AS 64512 · source address 10.0.1.31 [bgp.yaml:13 bgp.yaml:15]",
        "  control1, worker1 and worker2 | each other | up | see Announcements — node-to-node mesh · iBGP AS 64512 · 3 sessions []",
        "Announcements (5 announcements)",
        "  10.48.0.0/26 | worker2 | block of worker2, pool default-ipv4-ippool [dataplane-lens.yaml:9 pods.yaml:20 pods.yaml:8]",
        "  10.48.128.0/26 | worker2 | block of worker2, pool default-ipv4-ippool [dataplane-lens.yaml:9 pods.yaml:36 pods.yaml:24]",
        "  10.48.128.192/26 | worker1 | block of worker1, pool default-ipv4-ippool [dataplane-lens.yaml:9 pods.yaml:52 pods.yaml:40]",
        "  10.49.0.0/16 | control1, worker1 and worker2 | serviceClusterIPs: every node announces the whole range [bgp.yaml:8]",
        "  10.49.60.52/32 | worker2 | yaobank/customer has an endpoint there, externalTrafficPolicy Local [services.yaml:10 services.yaml:12 pods.yaml:8 pods.yaml:20 services.yaml:11 bgp.yaml:8]",
      ]
    `);
  });

  test('of the bastion: what it learns, and what it does not take', () => {
    expect(shown(bgp(editor, { at: 'bastion' }))).toMatchInlineSnapshot(`
      [
        "Sessions (3 sessions)",
        "  control1 | bastion | up | 10.49.0.0/16 — iBGP AS 64512 · source address 10.0.1.20 [bgp.yaml:13 bgp.yaml:15]",
        "  worker1 | bastion | up | 10.48.128.192/26 and 10.49.0.0/16 — iBGP AS 64512 · source address 10.0.1.30 [bgp.yaml:13 bgp.yaml:15]",
        "  worker2 | bastion | up | 10.48.0.0/26, 10.48.128.0/26 and 2 more — iBGP AS 64512 · source address 10.0.1.31 [bgp.yaml:13 bgp.yaml:15]",
        "Learns (4 paths)",
        "  10.49.0.0/16 | 10.0.1.20 | control1 | serviceClusterIPs: every node announces the whole range [bgp.yaml:8 bgp.yaml:13 bgp.yaml:15]",
        "  10.49.0.0/16 | 10.0.1.30 | worker1 | serviceClusterIPs: every node announces the whole range [bgp.yaml:8 bgp.yaml:13 bgp.yaml:15]",
        "  10.49.0.0/16 | 10.0.1.31 | worker2 | serviceClusterIPs: every node announces the whole range [bgp.yaml:8 bgp.yaml:13 bgp.yaml:15]",
        "  10.49.60.52/32 | 10.0.1.31 | worker2 | yaobank/customer has an endpoint there, externalTrafficPolicy Local [services.yaml:10 services.yaml:12 pods.yaml:8 pods.yaml:20 services.yaml:11 bgp.yaml:8 bgp.yaml:13 bgp.yaml:15]",
        "Does not get (3 prefixes)",
        "  10.48.0.0/26 | worker2 | bastion takes only 10.49.0.0/16 [dataplane-lens.yaml:29 dataplane-lens.yaml:9 pods.yaml:20 pods.yaml:8 bgp.yaml:13 bgp.yaml:15]",
        "  10.48.128.0/26 | worker2 | bastion takes only 10.49.0.0/16 [dataplane-lens.yaml:29 dataplane-lens.yaml:9 pods.yaml:36 pods.yaml:24 bgp.yaml:13 bgp.yaml:15]",
        "  10.48.128.192/26 | worker1 | bastion takes only 10.49.0.0/16 [dataplane-lens.yaml:29 dataplane-lens.yaml:9 pods.yaml:52 pods.yaml:40 bgp.yaml:13 bgp.yaml:15]",
      ]
    `);
  });

  test('of a node', () => {
    expect(shown(bgp(editor, { at: 'worker1' }))).toMatchInlineSnapshot(`
      [
        "Sessions (3 sessions)",
        "  worker1 | bastion | up | 10.48.128.192/26 and 10.49.0.0/16 — iBGP AS 64512 · source address 10.0.1.30 [bgp.yaml:13 bgp.yaml:15]",
        "  worker1 | control1 | up | 10.48.128.192/26 and 10.49.0.0/16 — iBGP AS 64512 · node-to-node mesh · source address 10.0.1.30 []",
        "  worker1 | worker2 | up | 10.48.128.192/26 and 10.49.0.0/16 — iBGP AS 64512 · node-to-node mesh · source address 10.0.1.30 · passive waits for the other end to call []",
        "Announcements (2 announcements)",
        "  10.48.128.192/26 | worker1 | block of worker1, pool default-ipv4-ippool [dataplane-lens.yaml:9 pods.yaml:52 pods.yaml:40]",
        "  10.49.0.0/16 | worker1 | serviceClusterIPs: every node announces the whole range [bgp.yaml:8]",
        "Learns (5 paths)",
        "  10.48.0.0/26 | 10.0.1.31 | worker2 | block of worker2, pool default-ipv4-ippool [dataplane-lens.yaml:9 pods.yaml:20 pods.yaml:8]",
        "  10.48.128.0/26 | 10.0.1.31 | worker2 | block of worker2, pool default-ipv4-ippool [dataplane-lens.yaml:9 pods.yaml:36 pods.yaml:24]",
        "  10.49.0.0/16 | 10.0.1.20 | control1 | serviceClusterIPs: every node announces the whole range — kept out of the kernel, for it lies in an announced range: kube-proxy translates before routing [bgp.yaml:8]",
        "  10.49.0.0/16 | 10.0.1.31 | worker2 | serviceClusterIPs: every node announces the whole range — kept out of the kernel, for it lies in an announced range: kube-proxy translates before routing [bgp.yaml:8]",
        "  10.49.60.52/32 | 10.0.1.31 | worker2 | yaobank/customer has an endpoint there, externalTrafficPolicy Local — kept out of the kernel, for it lies in an announced range: kube-proxy translates before routing [services.yaml:10 services.yaml:12 pods.yaml:8 pods.yaml:20 services.yaml:11 bgp.yaml:8]",
      ]
    `);
  });

  test('the filter finds prefixes, nodes and reasons', () => {
    expect(shown(bgp(editor, { filter: 'yaobank/customer' }))).toMatchInlineSnapshot(`
      [
        "Sessions (0 of 4 rows)",
        "Announcements (1 of 5 announcements)",
        "  10.49.60.52/32 | worker2 | yaobank/customer has an endpoint there, externalTrafficPolicy Local [services.yaml:10 services.yaml:12 pods.yaml:8 pods.yaml:20 services.yaml:11 bgp.yaml:8]",
      ]
    `);
  });
});

describe('facts of a session', () => {
  test('every one that is set', () => {
    const editor = lab(
      profile(three, tor(65001)),
      nodeLabels('n1', '{ rack: a }'),
      nodeLabels('n2', '{ rack: a }', '{ projectcalico.org/ASNumber: "64520" }'),
      pods,
      pool(),
      calico(
        'BGPFilter',
        'first',
        '{ exportV4: [{ action: Reject, matchOperator: In, cidr: 10.244.0.0/16 }] }',
      ),
      calico('BGPFilter', 'second', '{ importV4: [{ action: Accept }], exportV4: [{ action: Accept }] }'),
      meshOff,
      calico(
        'BGPPeer',
        'tor',
        `{ nodeSelector: rack == 'a', peerIP: 10.0.1.10, asNumber: 65001, localASNumber: 64600, keepOriginalNextHop: true,
          password: { secretKeyRef: { name: bgp, key: rack } }, ttlSecurity: 1, sourceAddress: None, maxRestartTime: 90s,
          keepaliveTime: 10s, numAllowedLocalASNumbers: 2, reachableBy: 10.0.1.254, filters: [first, second] }`,
      ),
    );
    expect(shown(bgp(editor)).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "Sessions (2 sessions)",
        "  n1 | tor | up | 0.0.0.0/0 and 10.0.1.0/24 — eBGP AS 64600 to AS 65001 · local AS 64600 for this session only · source address the kernel’s choice · reachable by 10.0.1.254 · password from Secret bgp, key rack · TTL security at most 1 hop · graceful restart 90 s · keepalive 10 s · next hop kept as it came · own AS allowed in paths 2 · export filters first, then second · import filters second [m.yaml:69 m.yaml:70]",
        "  n2 | tor | up | 0.0.0.0/0 and 10.0.1.0/24 — eBGP AS 64600 to AS 65001 · local AS 64600 for this session only · source address the kernel’s choice · reachable by 10.0.1.254 · password from Secret bgp, key rack · TTL security at most 1 hop · graceful restart 90 s · keepalive 10 s · next hop kept as it came · own AS allowed in paths 2 · export filters first, then second · import filters second [m.yaml:69 m.yaml:70]",
      ]
    `);
  });

  test.each([
    ['no AS number', calico('BGPPeer', 'p', '{ node: n1, peerIP: 10.0.1.10 }')],
    ['nobody there', calico('BGPPeer', 'p', '{ node: n1, peerIP: 192.0.2.1, asNumber: 65001 }')],
    ['another AS', calico('BGPPeer', 'p', '{ node: n1, peerIP: 10.0.1.10, asNumber: 65009 }')],
    [
      'no session back',
      calico('BGPPeer', 'p', '{ node: n1, peerIP: 10.0.1.2, asNumber: 64512, reversePeering: Manual }'),
    ],
    [
      'a password at one end',
      calico(
        'BGPPeer',
        'p',
        '{ node: n1, peerIP: 10.0.1.2, asNumber: 64512, reversePeering: Manual, password: { secretKeyRef: { name: bgp, key: k } } }',
      ) + calico('BGPPeer', 'q', '{ node: n2, peerIP: 10.0.1.1, asNumber: 64512, reversePeering: Manual }'),
    ],
  ])('down: %s', (_, peers) => {
    const [, row = ''] = shown(bgp(lab(profile(three, tor(65001)), meshOff, peers)));
    expect(row.replace(/ —.*/, '')).toMatchSnapshot();
  });
});

describe('pictures', () => {
  test('a full mesh alone', () => {
    expect(drawn(bgp(lab(profile(three, ''), pods, pool(), services)))).toMatchInlineSnapshot(`
      [
        "node n1: AS 64512 · 10.0.1.1, announces 10.96.0.0/12 and 1 more",
        "node n2: AS 64512 · 10.0.1.2, announces 10.96.0.0/12 and 1 more",
        "node n3: AS 64512 · 10.0.1.3, announces 10.96.0.0/12 and 1 more",
        "node-to-node mesh of 3 nodes, iBGP: n1, n2, n3",
      ]
    `);
  });

  test('a route reflector', () => {
    const editor = lab(
      profile(three, tor(64512)),
      nodeLabels('n1', '{ rr: "" }', '{ projectcalico.org/RouteReflectorClusterID: 244.0.0.1 }'),
      pods,
      pool(),
      services,
      calico('BGPPeer', 'clients', '{ nodeSelector: "!has(rr)", peerSelector: has(rr) }'),
      calico('BGPPeer', 'tor', '{ nodeSelector: has(rr), peerIP: 10.0.1.10, asNumber: 64512 }'),
    );
    expect(drawn(bgp(editor))).toMatchInlineSnapshot(`
      [
        "peer tor: AS 64512 · 10.0.1.10",
        "reflector n1: AS 64512 · 10.0.1.1 · route reflector 244.0.0.1",
        "node n2: AS 64512 · 10.0.1.2",
        "node n3: AS 64512 · 10.0.1.3",
        "n1 → tor: iBGP up, 10.96.0.0/12 and 1 more (1 session)",
        "n2 → n1: iBGP up, 10.96.0.0/12 and 1 more (1 session)",
        "n3 → n1: iBGP up, 10.96.0.0/12 and 1 more (1 session)",
        "node-to-node mesh of 2 nodes, iBGP: n2, n3",
      ]
    `);
  });

  test('five hundred nodes in two racks are two boxes, and the sessions can be searched', () => {
    const names = Array.from({ length: 500 }, (_, i) => `n${String(i).padStart(3, '0')}`);
    const nodes = names
      .map((name, i) => machine(name, `10.${String(i % 2)}.${String(i >> 8)}.${String((i & 255) + 1)}/16`))
      .join(', ');
    const racks = names.map((name, i) => nodeLabels(name, `{ rack: r${String(i % 2)} }`)).join('');
    const hosts = [0, 1]
      .map((rack) =>
        machine(`tor-${String(rack)}`, `10.${String(rack)}.9.1/16`, ', bgp: { asNumber: 65000 }'),
      )
      .join(', ');
    const editor = lab(
      profile(nodes, hosts),
      racks,
      services,
      ...[0, 1].map((rack) =>
        calico(
          'BGPPeer',
          `rack-${String(rack)}`,
          `{ nodeSelector: rack == 'r${String(rack)}', peerIP: 10.${String(rack)}.9.1, asNumber: 65000 }`,
        ),
      ),
    );
    expect(drawn(bgp(editor))).toMatchInlineSnapshot(`
      [
        "peer tor-0: AS 65000 · 10.0.9.1",
        "peer tor-1: AS 65000 · 10.1.9.1",
        "node 250 nodes: AS 64512 · n000, n002 and 248 more",
        "node 250 nodes: AS 64512 · n001, n003 and 248 more",
        "250 nodes → tor-0: eBGP up, 10.96.0.0/12 (250 sessions)",
        "250 nodes → tor-1: eBGP up, 10.96.0.0/12 (250 sessions)",
        "node-to-node mesh of 500 nodes, iBGP: 250 nodes, 250 nodes",
      ]
    `);
    const [sessions] = bgp(editor).tables;
    expect([sessions?.meta, sessions?.rows.length, sessions?.left]).toEqual(['501 rows', 300, 201]);
    expect(shown(bgp(editor, { filter: 'n477' }))).toHaveLength(3);
    const closed = bgp(editor, { at: 'tor-0' }).tables.map(({ name, meta }) => `${name}: ${meta}`);
    expect(closed).toEqual([
      'Sessions: 250 sessions',
      'Learns: not looked for until it is opened',
      'Does not get: not looked for until it is opened',
    ]);
    const opened = bgp(editor, { at: 'tor-0', opened: ['learnt'] }).tables[1];
    expect([opened?.meta, opened?.rows.length]).toEqual(['250 paths', 250]);
  });

  test('nothing where nobody speaks BGP', () => {
    expect(drawn(bgp(lab(profile(machine('n1', '10.0.1.1/24'), ''))))).toEqual(['nothing']);
  });

  test('another pod network speaks no BGP, and says so', () => {
    const { context } = lab(profile(three, '').replace('spec:', 'spec:\n  podNetwork: flannel'));
    const model = panelModel(context, { ...firstPanelRequest, view: 'bgp' }, undefined, undefined);
    expect(model).toMatchObject({ kind: 'empty', title: 'Nobody speaks BGP here' });
    expect(bgpReport(context, undefined, 4)).toMatchObject({ kind: 'none' });
  });

  test('a session that its filters keep from announcing', () => {
    const editor = lab(
      profile(three, tor(64512)),
      pods,
      pool(),
      services,
      localService,
      calico('BGPFilter', 'f', '{ exportV4: [{ action: Reject, matchOperator: In, cidr: 10.244.0.0/16 }] }'),
      peer(64512, ', filters: [f]'),
    );
    expect(drawn(bgp(editor)).filter((line) => line.includes('→'))).toMatchInlineSnapshot(`
      [
        "n1 → tor: iBGP up, 10.96.0.0/12 and 1 more (1 session)",
        "n2 → tor: iBGP up, 10.96.0.0/12 (1 session)",
        "n3 → tor: iBGP up, 10.96.0.0/12 and 1 more (1 session)",
      ]
    `);
    expect(shown(bgp(editor, { at: 'tor' })).slice(-4)).toMatchInlineSnapshot(`
      [
        "Does not get (3 prefixes)",
        "  10.244.1.0/26 | n1 | a BGPFilter of BGPPeer tor rejects it on its way out [m.yaml:61 m.yaml:36 m.yaml:35 m.yaml:16 m.yaml:14 m.yaml:66 m.yaml:67]",
        "  10.244.2.0/26 | n2 | a BGPFilter of BGPPeer tor rejects it on its way out [m.yaml:61 m.yaml:36 m.yaml:35 m.yaml:23 m.yaml:21 m.yaml:66 m.yaml:67]",
        "  10.244.3.0/26 | n3 | a BGPFilter of BGPPeer tor rejects it on its way out [m.yaml:61 m.yaml:36 m.yaml:35 m.yaml:30 m.yaml:28 m.yaml:66 m.yaml:67]",
      ]
    `);
  });
});
