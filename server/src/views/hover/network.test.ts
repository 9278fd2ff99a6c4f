import { describe, expect, test } from 'vitest';
import {
  calico,
  localService,
  nodeLabels,
  pod,
  pods,
  pool,
  profile,
  services,
  three,
  tor,
} from '../../../../test/kit/bgpLab.ts';
import { hoverText, openFixture } from '../../../../test/kit/editor.ts';

const hover = (...documents: readonly string[]): string => hoverText(openFixture(documents.join('')));
const lab = profile(three, tor(65000)) + pods;

describe('announcements', () => {
  test('a service range: the prefixes, from which nodes, and why', () => {
    const range = calico('BGPConfiguration', 'default', '{ serviceClusterIPs: [{ cidr: 10.96.$00.0/12 }] }');
    const excluded = nodeLabels('n2', '{ node.kubernetes.io/exclude-from-external-load-balancers: "true" }');
    expect(hover(lab, pool(), localService, excluded, range)).toMatchInlineSnapshot(`
      "[10.96.0.0/12]
      \`10.96.0.0/12\` covers 1048576 addresses.

      In it:

      - 1 cluster IP: default/svc

      | prefix | announced by | why |
      | --- | --- | --- |
      | \`10.96.0.0/12\` | n1 and n3 | serviceClusterIPs: every node announces the whole range |
      | \`10.96.0.10/32\` | n1 and n3 | default/svc has an endpoint there, externalTrafficPolicy Local |

      n2 announces none of them: label \`node.kubernetes.io/exclude-from-external-load-balancers\`."
    `);
  });

  test.each([
    ['what is kept back, and what remains', ', disableBGP$0Export: true'],
    ['with VXLAN the nodes need no BGP', ', vxlanMode: Always, disableBGP$0Export: true'],
    ['what is announced', ', disableBGP$0Export: false'],
    ['a disabled pool', ', disab$0led: true'],
  ])('of a pool: %s', (_, field) => {
    expect(hover(lab, services, localService, pool(field))).toMatchSnapshot();
  });
});

describe('fields of a BGPPeer', () => {
  const fields = [
    'pass$0word: { secretKeyRef: { name: bgp, key: rack } }',
    'ttlSec$0urity: 1',
    'source$0Address: None',
    'maxRestart$0Time: 90s',
    'keep$0aliveTime: 10s',
    'numAllowed$0LocalASNumbers: 1',
    'reachable$0By: 10.0.1.254',
    'reverse$0Peering: Manual',
    'fil$0ters: [f]',
    'local$0ASNumber: 64600',
  ];
  test.each(fields)('%s', (field) => {
    const peer = calico('BGPPeer', 'tor', `{ node: n1, peerIP: 10.0.1.10, asNumber: 65000, ${field} }`);
    const filter = calico('BGPFilter', 'f', '{ exportV4: [{ action: Reject }] }');
    expect(hover(lab, pool(), filter, peer)).toMatchSnapshot();
  });
});

test('a BGPFilter: who uses it, and what each rule keeps back', () => {
  const filter = (rules: string): string => calico('BGPFilter', 'f', `{ ${rules} }`);
  const peer = calico('BGPPeer', 'tor', '{ peerIP: 10.0.1.10, asNumber: 65000, filters: [f] }');
  const rules = [
    'exportV4: [{ action: Rej$0ect, matchOperator: In, cidr: 10.244.2.0/24 }, { action: Reject, matchOperator: In, cidr: 10.244.3.0/24 }]',
    'export$0V4: [{ action: Reject, matchOperator: In, cidr: 10.244.0.0/16 }]',
    'export$0V4: [{ action: Accept }]',
    'import$0V4: [{ action: Reject }]',
  ];
  const said = rules.map((rule) => hover(lab, pool(), peer, filter(rule)));
  expect([...said, hover(lab, filter('export$0V4: []'))].join('\n')).toMatchInlineSnapshot(`
    "[Reject]
    Used by BGPPeer tor.

    | kept back | of | from |
    | --- | --- | --- |
    | \`10.244.2.0/26\` | n2 | tor |
    [exportV4]
    Used by BGPPeer tor.

    | kept back | of | from |
    | --- | --- | --- |
    | \`10.244.1.0/26\` | n1 | tor |
    | \`10.244.2.0/26\` | n2 | tor |
    | \`10.244.3.0/26\` | n3 | tor |
    [exportV4]
    Used by BGPPeer tor. It keeps nothing back.
    [importV4]
    Used by BGPPeer tor.
    [exportV4]
    No BGPPeer names this filter, so it does nothing."
  `);
});

describe('annotations of a Node', () => {
  const annotations = [
    'projectcalico.org/IPv4Add$0ress: 10.0.1.1/24',
    'projectcalico.org/ASNum$0ber: "64520"',
    'projectcalico.org/RouteReflector$0ClusterID: 244.0.0.1',
    'projectcalico.org/IPv4IPIPTunnel$0Addr: 10.244.1.0',
  ];
  test.each(annotations)('%s', (annotation) => {
    const clients = calico('BGPPeer', 'rr', '{ nodeSelector: "!has(rr)", peerSelector: has(rr) }');
    const node = nodeLabels('n1', '{ rr: "" }', `{ ${annotation} }`);
    expect(hover(lab, pool(', ipipMode: Always'), clients, node)).toMatchSnapshot();
  });

  test('the exclusion label counts with the value true only', () => {
    const label = (value: string): string =>
      hover(
        lab,
        nodeLabels('n1', `{ node.kubernetes.io/exclude-from-external$0-load-balancers: "${value}" }`),
      );
    expect([label('true'), label('')]).toMatchInlineSnapshot(`
      [
        "[node.kubernetes.io/exclude-from-external-load-balancers]
      n1 announces no service routes. Blocks of its pods stay announced.",
        "[node.kubernetes.io/exclude-from-external-load-balancers]
      Calico looks for the value \`true\`: n1 announces service routes like any other node.",
      ]
    `);
  });

  test('fields of Calico’s own Node', () => {
    const node = calico('Node', 'n1', '{ bgp: { asNum$0ber: 64520, ipv4Address: 10.0.1.1/24 } }');
    expect(hover(lab, node)).toMatchInlineSnapshot(`
      "[asNumber]
      n1 is AS 64520: eBGP with n2 and n3."
    `);
  });
});

describe('annotations of pods and namespaces', () => {
  const annotated = (annotation: string): string =>
    pod('web', 'n1', '')
      .replace('name: web', `name: web, annotations: { ${annotation} }`)
      .replace(/status.*/, '');
  const external = calico('IPPool', 'external', '{ cidr: 10.48.2.0/24, blockSize: 29 }');
  const cases = [
    `cni.projectcalico.org/ipv4$0pools: '["external"]'`,
    `cni.projectcalico.org/ipv4$0pools: '["10.48.2.0/24", "nowhere"]'`,
    `cni.projectcalico.org/ipv4$0pools: external`,
    `cni.projectcalico.org/ipAd$0drs: '["10.48.2.77"]'`,
    `cni.projectcalico.org/floating$0IPs: '["10.48.2.99"]'`,
  ];
  test.each(cases)('%s', (annotation) => {
    expect(hover(lab, pool(), external, annotated(annotation))).toMatchSnapshot();
  });

  test('of a namespace', () => {
    const namespace = `
---
apiVersion: v1
kind: Namespace
metadata: { name: default, annotations: { cni.projectcalico.org/ipv4$0pools: '["external"]' } }
`;
    expect(hover(lab, pool(), external, annotated('a: b'), namespace)).toMatchInlineSnapshot(`
      "[cni.projectcalico.org/ipv4pools]
      Addresses come from pool external \`10.48.2.0/24\` (1 address in use), whatever other pools there are.

      default/a has \`10.244.1.1\` on n1, default/b has \`10.244.2.1\` on n2, default/c has \`10.244.3.1\` on n3 and default/web has \`10.48.2.169\` on n1 (simulated)."
    `);
  });
});
