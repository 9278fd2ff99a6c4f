import { describe, expect, test } from 'vitest';
import { localService, nodeLabels, pods, pool, profile, three, tor } from '../../../../test/kit/bgpLab.ts';
import { openFixture, openSample, type Editor } from '../../../../test/kit/editor.ts';
import { knownVersions } from '../../dataplane/kubeProxy/versions.ts';
import { toText } from '../../dataplane/render/rendered.ts';
import type { IpFamily } from '../../net/ip.ts';
import { dataplaneText } from '../dataplaneText.ts';
import { lensAt, lenses, lensPlaces } from '../lens.ts';

/** `customer: 8 rules on 3 nodes | Trace packet from bastion`, a line for each object. */
function shown(editor: Editor, file?: string): readonly string[] {
  const byLine = new Map<number, string[]>();
  for (const { range, title } of lenses(editor.context, editor.resources(file)))
    byLine.set(range.start.line, [...(byLine.get(range.start.line) ?? []), title]);
  const lines = editor.file(file).text.split('\n');
  const nameBelow = (line: number): string =>
    /\bname: ([\w-]+)/.exec(lines.slice(line).join('\n'))?.[1] ?? '';
  return [...byLine].map(([line, titles]) => `${nameBelow(line)}: ${titles.join(' | ')}`);
}
const local = (text: string): string =>
  text.replace('type: NodePort', 'type: NodePort\n  externalTrafficPolicy: Local');

describe('yaobank', () => {
  test('services', () => {
    expect(shown(openSample('yaobank'), 'services.yaml')).toMatchInlineSnapshot(`
      [
        "customer: 8 rules on 3 nodes | Trace packet from bastion",
        "summary: 8 rules on 3 nodes | Trace packet from bastion",
        "database: 5 rules on 3 nodes | Trace packet from bastion",
      ]
    `);
  });

  test('policy Local: the address is announced where the endpoint is', () => {
    expect(shown(openSample('yaobank', local), 'services.yaml')[0]).toMatchInlineSnapshot(
      `"customer: 10–11 rules on 3 nodes | announced by worker2 only: 10.49.60.52/32 | Trace packet from bastion"`,
    );
  });

  test('IPVS and nftables mode count what they have', () => {
    expect(shown(openSample('yaobank', undefined, { proxyMode: 'ipvs' }), 'services.yaml'))
      .toMatchInlineSnapshot(`
      [
        "customer: 2 virtual servers on 3 nodes | Trace packet from bastion",
        "summary: 1 virtual server on 3 nodes | Trace packet from bastion",
        "database: 1 virtual server on 3 nodes | Trace packet from bastion",
      ]
    `);
    expect(shown(openSample('yaobank', undefined, { proxyMode: 'nftables' }), 'services.yaml'))
      .toMatchInlineSnapshot(`
      [
        "customer: 6 rules, 3 elements on 3 nodes | Trace packet from bastion",
        "summary: 6 rules, 2 elements on 3 nodes | Trace packet from bastion",
        "database: 4 rules, 2 elements on 3 nodes | Trace packet from bastion",
      ]
    `);
  });

  test('workloads, pods and BGP', () => {
    const lab = openSample('yaobank');
    expect([...shown(lab, 'workloads.yaml'), ...shown(lab, 'pods.yaml'), ...shown(lab, 'bgp.yaml')])
      .toMatchInlineSnapshot(`
        [
          "customer: backs Service customer",
          "summary: backs Service summary",
          "database: backs Service database",
          "customer-687b8d8f74-tcclp: backs Service customer",
          "database-75ccfdc84f-hqr64: backs Service database",
          "summary-7d78c9976b-sxv4k: backs Service summary",
          "summary-7d78c9976b-wjdd5: backs Service summary",
          "default: 10.49.0.0/16 announced by 3 nodes",
          "bastion: 3 sessions to bastion, AS 64512",
        ]
      `);
  });
});

/** Every rule of the rendered text that is about a service: in its own chains, or naming it or them. */
function rulesAbout(
  editor: Editor,
  node: string,
  family: IpFamily,
  service: string,
  ownChains: RegExp,
): number {
  const answer = dataplaneText(editor.context.cluster, { view: 'iptables', at: node, family });
  if (answer.kind === 'none') throw new Error(answer.why);
  const rules = toText(answer.lines)
    .split('\n')
    .filter((line) => line.startsWith('-A '));
  return rules.filter((line) => ownChains.test(line) || new RegExp(`${service}[: "]`).test(line)).length;
}

describe('the count is the true one', () => {
  const chains = {
    customer: /PX5FENG4GZJTCELT|KUBE-SEP-GNFCEQXJBZQ2TQAR/,
    summary: /OIQIZJVJK6E34BR4|KUBE-SEP-(NCOI6JAXVX2D4BXJ|TVZHKMXMBG2BIHXS)/,
  };

  test.each(knownVersions.flatMap((version) => [true, false].map((isLocal) => ({ version, isLocal }))))(
    'of the rules that $version prints, policy Local: $isLocal',
    ({ version, isLocal }) => {
      const editor = openSample('yaobank', isLocal ? local : undefined, { kubernetesVersion: version });
      const titles = shown(editor, 'services.yaml');
      for (const [index, name] of (['customer', 'summary'] as const).entries()) {
        const counts = ['control1', 'worker1', 'worker2'].map((node) =>
          rulesAbout(editor, node, 4, `yaobank/${name}`, chains[name]),
        );
        const [least, most] = [Math.min(...counts), Math.max(...counts)];
        const said = least === most ? String(most) : `${String(least)}–${String(most)}`;
        expect(titles[index]).toContain(`${name}: ${said} rules on 3 nodes`);
      }
    },
  );

  test.each(['ipvs', 'nftables'] as const)('in %s mode', (proxyMode) => {
    const editor = openSample('yaobank', undefined, { proxyMode });
    const answer = dataplaneText(editor.context.cluster, { view: proxyMode, at: 'worker1', family: 4 });
    const text = answer.kind === 'none' ? '' : toText(answer.lines);
    const servers = text.match(/^TCP {2}(10\.49\.60\.52:80|10\.0\.1\.30:30180) /gm) ?? [];
    if (proxyMode === 'ipvs') expect(servers).toHaveLength(2);
    const rules = [...text.matchAll(/^\tchain (\S+) \{\n((?:\t\t.*\n)*)/gm)]
      .filter(([, name = '']) => name.includes('yaobank/customer'))
      .flatMap(([, , body = '']) => body.trim().split('\n'));
    const elements = text
      .split('\n')
      .filter((line) => /: goto (service|external)-\S*yaobank\/customer/.test(line));
    const clusterIPs = /elements = \{[^}]*10\.49\.60\.52[,\s}]/.test(text) ? 1 : 0;
    const said =
      proxyMode === 'ipvs'
        ? `${String(servers.length)} virtual servers`
        : `${String(rules.length)} rules, ${String(elements.length + clusterIPs)} elements`;
    expect(shown(editor, 'services.yaml')[0]).toContain(said);
  });
});

const calico = (kind: string, name: string, spec: string, labels = ''): string => `
---
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name}${labels} }
spec: ${spec}
`;

describe('other objects', () => {
  test('policies say what they select', () => {
    const editor = openFixture(`${['a', 'b']
      .map(
        (name) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name}, tier: front } }
spec: { nodeName: worker1 }
`,
      )
      .join(
        '',
      )}${calico('HostEndpoint', 'w1', '{ node: worker1, interfaceName: eth0 }', ', labels: { tier: front }')}
${calico('HostEndpoint', 'w2', '{ node: worker2, interfaceName: eth0, profiles: [projectcalico-default-allow] }')}
${calico('HostEndpoint', 'w3', '{ node: control1, interfaceName: eth0 }', ', labels: { host: bare }')}
${calico('GlobalNetworkPolicy', 'both', `{ selector: tier == 'front' }`)}
${calico('GlobalNetworkPolicy', 'before-dnat', `{ selector: tier == 'front', preDNAT: true, applyOnForward: true }`)}
${calico('GlobalNetworkPolicy', 'accounts', `{ selector: has(app), serviceAccountSelector: role == 'x' }`)}
${calico('GlobalNetworkPolicy', 'nobody', `{ selector: app == 'c' }`)}
${calico('GlobalNetworkPolicy', 'broken', `{ selector: app = }`)}
${calico('NetworkPolicy', 'calico', `{ selector: app == 'a' }`)}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: kubernetes }
spec: { podSelector: {} }
`);
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "w1: 2 policies on this host endpoint",
        "w2: no policy: profiles decide",
        "w3: no policy: only failsafe ports are open",
        "both: selects 3 endpoints: 2 pods, 1 host endpoint",
        "before-dnat: selects 1 host endpoint",
        "accounts: selects at most 2 pods",
        "nobody: selects no endpoint",
        "broken: selector cannot be read",
        "calico: selects 1 pod",
        "kubernetes: selects 2 pods",
      ]
    `);
  });

  test('pools, peers and simulated pods', () => {
    const editor = openFixture(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { replicas: 3, template: { metadata: { labels: { app: web } } } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }], externalIPs: [192.0.2.1] }
---
apiVersion: v1
kind: Service
metadata: { name: web-too }
spec: { type: ExternalName, externalName: example.org, selector: { app: web } }
${calico('IPPool', 'pods', '{ cidr: 10.48.0.0/16 }')}
${calico('IPPool', 'spare', '{ cidr: 10.99.0.0/16 }')}
${calico('BGPPeer', 'bastion', '{ peerIP: 10.0.1.10, asNumber: 64512 }')}
${calico('BGPPeer', 'nobody', '{ peerIP: 192.0.2.9, asNumber: 64512, node: worker1 }')}
${calico('BGPPeer', 'elsewhere', '{ peerIP: 10.0.1.10, asNumber: 64512, node: elsewhere }')}
`);
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "web: 3 simulated pods on worker1 and worker2 | backs Service web",
        "web: 14 rules on 3 nodes | Trace packet from bastion",
        "web-too: no rules",
        "pods: 2 blocks on 2 nodes, 3 pods, 65533 addresses free",
        "spare: no block in use, 65536 addresses free",
        "bastion: 3 sessions to bastion, AS 64512",
        "nobody: 1 session to 192.0.2.9, AS 64512, down",
        "elsewhere: no session",
      ]
    `);
  });

  test('BGP objects say who announces what to whom, and pools what is free', () => {
    const editor = openFixture(
      `${profile(three, tor(65000))}${pods}${pool(', blockSize: 29')}${localService}
${calico('BGPConfiguration', 'default', '{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }] }')}
${calico('BGPFilter', 'keeps', '{ exportV4: [{ action: Reject, matchOperator: In, cidr: 10.244.0.0/16 }] }')}
${calico('BGPFilter', 'refuses', '{ importV4: [{ action: Reject, matchOperator: In, cidr: 10.244.3.0/24 }] }')}
${calico('BGPFilter', 'idle', '{ exportV4: [{ action: Reject, matchOperator: In, cidr: 192.0.2.0/24 }] }')}
${calico('BGPFilter', 'forgotten', '{}')}
${calico('BGPPeer', 'tor', '{ peerIP: 10.0.1.10, asNumber: 65000, filters: [idle, keeps] }')}
${calico('BGPPeer', 'wrong', '{ node: n1, peerIP: 10.0.1.11, asNumber: 65001 }')}
${calico('BGPPeer', 'nodes', `{ nodeSelector: "kubernetes.io/hostname == 'n1'", peerSelector: all(), filters: [refuses] }`)}
${nodeLabels('n1', '{ kubernetes.io/hostname: n1 }')}
`,
    );
    expect(shown(editor)).toMatchInlineSnapshot(`
      [
        "pool: 3 blocks on 3 nodes, 3 pods, 65533 addresses free",
        "svc: 13–14 rules on 3 nodes | announced by n1 and n3 only: 10.96.0.10/32 | Trace packet from tor",
        "default: 10.96.0.0/12 announced by 3 nodes, 1 service address announced by n1 and n3",
        "keeps: used by BGPPeer tor: keeps back 3 prefixes",
        "refuses: used by BGPPeer nodes: refuses 1 prefix",
        "idle: used by BGPPeer tor: takes nothing away",
        "forgotten: used by no BGPPeer",
        "tor: 3 sessions to tor, AS 65000",
        "wrong: 1 session to 10.0.1.11, AS 65001, down",
        "nodes: 2 sessions to n2 and n3, AS 64512",
      ]
    `);
    const actions = lenses(editor.context, editor.resources()).map(({ title, action }) =>
      action.kind === 'show' ? `${title} → ${action.view} at ${action.at ?? 'anybody'}` : title,
    );
    expect(actions.filter((line) => line.includes('→')).slice(0, 9)).toMatchInlineSnapshot(`
      [
        "3 blocks on 3 nodes, 3 pods, 65533 addresses free → ipam at all hosts",
        "13–14 rules on 3 nodes → iptables at anybody",
        "announced by n1 and n3 only: 10.96.0.10/32 → routes at anybody",
        "10.96.0.0/12 announced by 3 nodes, 1 service address announced by n1 and n3 → bgp at all hosts",
        "used by BGPPeer tor: keeps back 3 prefixes → bgp at tor",
        "used by BGPPeer nodes: refuses 1 prefix → bgp at all hosts",
        "used by BGPPeer tor: takes nothing away → bgp at all hosts",
        "used by no BGPPeer → bgp at all hosts",
        "3 sessions to tor, AS 65000 → bgp at tor",
      ]
    `);
  });

  test('lenses stand above the first line of their object', () => {
    const editor = openFixture(`# a comment
apiVersion: v1
kind: Service
metadata: { name: one }
spec: { ports: [{ port: 80 }] }
---
kind: Service
apiVersion: v1
metadata: { name: two }
spec: { ports: [{ port: 80 }] }
`);
    const lines = lenses(editor.context, editor.resources()).map(({ range }) => range.start.line);
    expect([...new Set(lines)]).toEqual([1, 6]);
  });

  test('of a large cluster one node is looked at and named', () => {
    const nodes = Array.from(
      { length: 7 },
      (_, i) => `---\napiVersion: v1\nkind: Node\nmetadata: { name: n${String(i)} }\n`,
    ).join('');
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n';
    expect(shown(openFixture(service + nodes))).toMatchInlineSnapshot(`
      [
        "web: 1 rule on n0 | Trace packet from bastion",
      ]
    `);
  });
});

test('a lens told alone says what it says among all', () => {
  const { context, resources } = openSample('yaobank', local);
  const all = resources('services.yaml');
  expect(
    lensPlaces(context, all).map(({ range, index }) => lensAt(context, all, range.start, index)),
  ).toEqual(lenses(context, all));
  expect(lensAt(context, all, { line: 3, character: 0 }, 0)).toBeUndefined();
  expect(lensAt(context, all, { line: 0, character: 0 }, 9)).toBeUndefined();
});
