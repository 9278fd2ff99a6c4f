import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'dataplane-lens-cli-'));
const cli = join(folder, 'cli.cjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(root, 'server/src/cli/main.ts')],
    outfile: cli,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    input,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

const lab = 'samples/yaobank';
const withoutLast = (text: string): string => text.replace(/\n$/, '');

describe('the lab', () => {
  test('routes at the bastion: before the BGPConfiguration, after it, and after the policy is Local', () => {
    const bgp = readFileSync(join(root, lab, 'bgp.yaml'), 'utf8');
    const others = ['dataplane-lens', 'kube-proxy', 'nodes', 'pods', 'workloads'].map(
      (name) => `${lab}/${name}.yaml`,
    );
    const services = readFileSync(join(root, lab, 'services.yaml'), 'utf8');
    const peer = bgp.slice(bgp.indexOf('---'));
    const local = services.replace(
      '  type: NodePort\n',
      '  type: NodePort\n  externalTrafficPolicy: Local\n',
    );
    const routes = (...texts: readonly string[]): readonly string[] =>
      withoutLast(run(['routes', ...others, '-', '--at', 'bastion'], texts.join('\n---\n')).out).split('\n');
    const connected = [
      'default via 10.0.1.1 dev ens5',
      '10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.10',
    ];
    const range = [
      '10.49.0.0/16 proto bird',
      '\tnexthop via 10.0.1.20 dev ens5 weight 1',
      '\tnexthop via 10.0.1.30 dev ens5 weight 1',
      '\tnexthop via 10.0.1.31 dev ens5 weight 1',
    ];
    expect(routes(services, peer)).toEqual(connected);
    expect(routes(services, bgp)).toEqual([...connected, ...range]);
    expect(routes(local, bgp)).toEqual([
      ...connected,
      ...range,
      '10.49.60.52 via 10.0.1.31 dev ens5 proto bird',
    ]);
  });

  test('the chains of the customer and summary services', () => {
    const { status, out } = run(['iptables', lab, '--node', 'worker1', '--table', 'nat']);
    expect(status).toBe(0);
    for (const line of [
      '-A KUBE-SVC-OIQIZJVJK6E34BR4 -m comment --comment "yaobank/summary:http -> 10.48.128.192:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-NCOI6JAXVX2D4BXJ',
      '-A KUBE-SVC-OIQIZJVJK6E34BR4 -m comment --comment "yaobank/summary:http -> 10.48.128.1:80" -j KUBE-SEP-TVZHKMXMBG2BIHXS',
      '-A KUBE-SVC-PX5FENG4GZJTCELT -m comment --comment "yaobank/customer:http -> 10.48.0.43:80" -j KUBE-SEP-GNFCEQXJBZQ2TQAR',
      '-A KUBE-NODEPORTS -p tcp -m comment --comment "yaobank/customer:http" -m tcp --dport 30180 -j KUBE-EXT-PX5FENG4GZJTCELT',
    ])
      expect(out.split('\n')).toContain(line);
  });

  test('a listing of one chain', () => {
    expect(run(['iptables', lab, '--table', 'nat', '--chain', 'KUBE-MARK-MASQ']).out).toMatchInlineSnapshot(`
      "Chain KUBE-MARK-MASQ (8 references)
       pkts bytes target     prot opt in     out     source               destination         
          0     0 MARK       all  --  *      *       0.0.0.0/0            0.0.0.0/0            MARK or 0x4000
      "
    `);
  });

  test('the trace to the node port, and with the Local policy', () => {
    const trace = (to: string, ...more: readonly string[]): string => {
      const { out } = run(['trace', ...more, '--from', 'bastion', '--to', to]);
      return out.split('\n\n')[0] ?? '';
    };
    expect(trace('10.0.1.30:30180', lab)).toMatchInlineSnapshot(`
      "✓ Delivered to yaobank/customer-687b8d8f74-tcclp 10.48.0.43:80
        Connected as source 10.0.1.30: masquerading hides the client's address 10.0.1.10. yaobank/customer
        opens a node port with externalTrafficPolicy Cluster, the default (services.yaml:16)."
    `);
    const localFolder = join(folder, 'local');
    execFileSync('cp', ['-r', join(root, lab), localFolder]);
    const services = readFileSync(join(localFolder, 'services.yaml'), 'utf8');
    writeFileSync(
      join(localFolder, 'services.yaml'),
      services.replace('  type: NodePort\n', '  type: NodePort\n  externalTrafficPolicy: Local\n'),
    );
    expect(trace('10.0.1.20:30180', localFolder)).toMatchInlineSnapshot(`
      "✗ Dropped on control1 by filter KUBE-EXTERNAL-SERVICES rule 1
        Timeout: nothing comes back to the client. externalTrafficPolicy is Local, and yaobank/customer
        has no ready endpoint on control1; its only one is 10.48.0.43 on worker2 (services.yaml:10)."
    `);
    expect(trace('10.0.1.31:30180', localFolder)).toMatchInlineSnapshot(`
      "✓ Delivered to yaobank/customer-687b8d8f74-tcclp 10.48.0.43:80
        Connected as source 10.0.1.10: the client's own address is kept. yaobank/customer opens a node
        port with externalTrafficPolicy Local (services.yaml:10)."
    `);
  });

  test('BIRD’s configuration of a node', () => {
    const { status, out } = run(['bird', lab, '--node', 'worker2']);
    expect(status).toBe(0);
    expect(out).toContain('# bird_aggr.cfg');
    expect(out).toMatch(/^protocol bgp Global_10_0_1_10 /m);
    expect(out).toContain('route 10.49.0.0/16 blackhole;');
  });

  test('is without a finding', () => {
    expect(run(['check', lab])).toEqual({ status: 0, out: '', err: '' });
  });
});

describe('what a script relies on', () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  type: NodePort\n  ports:\n  - port: 80\n    nodePort: 80\n';

  test('check ends with 1 when there are errors, names the place, and says so as JSON too', () => {
    const text = run(['check', '-'], service);
    expect(text.status).toBe(1);
    expect(text.out).toMatch(/^<stdin>:8:\d+: error: .* \[service\/node-port-range\]$/m);
    const json = run(['check', '-', '--format', 'json'], service);
    const report = JSON.parse(json.out) as {
      readonly findings: readonly { readonly code: string; readonly range: { readonly line: number } }[];
    };
    expect(report.findings.map(({ code, range }) => [code, range.line])).toContainEqual([
      'service/node-port-range',
      8,
    ]);
  });

  test('what cannot be read is named, and the rest is used', () => {
    const { status, out, err } = run(
      ['iptables', '-'],
      `${service.replace('nodePort: 80', 'nodePort: 30080')}  clusterIP: 10.49.0.300\n`,
    );
    expect(status).toBe(2);
    expect(err).toMatch(/^<stdin>:9:\d+: Not an IP address: 10\.49\.0\.300$/m);
    expect(out).toContain('--dport 30080');
  });

  test.each([
    [['iptables', lab, '--node', 'worker9'], 'no node worker9: there are control1, worker1, worker2'],
    [['routes', lab, '--at', 'nobody'], 'no host nobody: there are control1, worker1, worker2, bastion'],
    [['iptables', 'no/such/folder'], 'no/such/folder: no such file or folder'],
    [['iptables'], 'name a file or folder of manifests'],
    [['iptable', lab], 'no command iptable: there are iptables'],
    [['iptables', lab, '--ip-family', '5'], '--ip-family is 4 or 6, not 5'],
    [['iptables', lab, '--proxy-mode', 'userspace'], '--proxy-mode is one of iptables, ipvs, nftables'],
    [['bgp', lab, '--node', 'worker9'], 'no node worker9: there are control1, worker1, worker2'],
    [['trace', lab, '--from', 'bastion'], 'trace needs --from WHO and --to DEST'],
    [['trace', lab, '--from', 'nobody', '--to', '10.0.1.30:80'], 'nobody'],
    [['iptables', lab, '--table', 'net'], '--table is one of filter, nat'],
    [['iptables', lab, '--nod', 'x'], '--nod'],
  ])('%j cannot be answered, and says why', (args, why) => {
    const { status, out, err } = run(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(why);
  });

  test('--json names the place of every cause', () => {
    const { out } = run(['iptables', lab, '--table', 'nat', '--json']);
    const { lines } = JSON.parse(out) as {
      readonly lines: readonly {
        readonly text: string;
        readonly because: readonly { readonly place?: { readonly label: string } }[];
      }[];
    };
    const rule = lines.find(({ text }) => text.startsWith('-A KUBE-NODEPORTS'));
    expect(rule?.because.map(({ place }) => place?.label)).toContain('services.yaml:16');
  });

  test('help says what there is', () => {
    expect(run(['help']).out).toContain('dataplane-lens COMMAND PATH');
  });
});

describe('addresses and BGP', () => {
  test('ipam prints the table of calicoctl', () => {
    expect(run(['ipam', lab, '--show-blocks']).out).toBe(`\
+----------+------------------+-----------+------------+--------------+
| GROUPING |       CIDR       | IPS TOTAL | IPS IN USE |   IPS FREE   |
+----------+------------------+-----------+------------+--------------+
| IP Pool  | 10.48.0.0/16     |     65536 | 4 (0%)     | 65532 (100%) |
| Block    | 10.48.0.0/26     |        64 | 1 (2%)     | 63 (98%)     |
| Block    | 10.48.128.0/26   |        64 | 2 (3%)     | 62 (97%)     |
| Block    | 10.48.128.192/26 |        64 | 1 (2%)     | 63 (98%)     |
+----------+------------------+-----------+------------+--------------+
`);
    expect(run(['ipam', lab]).out.split('\n')).toHaveLength(6);
    const { ranges } = JSON.parse(run(['ipam', lab, '--json']).out) as {
      readonly ranges: readonly {
        readonly inUse: string;
        readonly blocks: readonly { readonly addresses: readonly { readonly owner: string }[] }[];
      }[];
    };
    expect(ranges[0]?.inUse).toBe('4');
    expect(ranges[0]?.blocks[0]?.addresses[0]?.owner).toMatch(/^yaobank\/customer-/);
  });

  test('bgp prints what calicoctl node status would, and what is announced', () => {
    expect(run(['bgp', lab, '--node', 'worker1']).out).toBe(`\
worker1 (10.0.1.30, AS 64512)

IPv4 BGP status
+--------------+-------------------+-------+-------------+----------+-------+
| PEER ADDRESS |     PEER TYPE     | STATE |    INFO     |   PEER   |  AS   |
+--------------+-------------------+-------+-------------+----------+-------+
| 10.0.1.10    | global            | up    | Established | bastion  | 64512 |
| 10.0.1.20    | node-to-node mesh | up    | Established | control1 | 64512 |
| 10.0.1.31    | node-to-node mesh | up    | Established | worker2  | 64512 |
+--------------+-------------------+-------+-------------+----------+-------+

IPv4 announcements
+------------------+---------------------------------------------------------+
|      PREFIX      |                           WHY                           |
+------------------+---------------------------------------------------------+
| 10.48.128.192/26 | block of worker1, pool default-ipv4-ippool              |
| 10.49.0.0/16     | serviceClusterIPs: every node announces the whole range |
+------------------+---------------------------------------------------------+
`);
    const { nodes } = JSON.parse(run(['bgp', lab, '--json']).out) as {
      readonly nodes: readonly {
        readonly name: string;
        readonly sessions: readonly { readonly peer: string; readonly state: string }[];
      }[];
    };
    expect(nodes.map(({ name, sessions }) => [name, sessions.map(({ peer }) => peer)])).toEqual([
      ['control1', ['bastion', 'worker1', 'worker2']],
      ['worker1', ['bastion', 'control1', 'worker2']],
      ['worker2', ['bastion', 'control1', 'worker1']],
    ]);
    expect(run(['bgp', lab, '--ip-family', '6']).out).toContain('No IPv6 peers found.');
  });

  test('routes --json says who announced each route, and by which way', () => {
    const { lines } = JSON.parse(run(['routes', lab, '--at', 'bastion', '--json']).out) as {
      readonly lines: readonly { readonly text: string; readonly paths?: readonly object[] }[];
    };
    const range = lines.find(({ text }) => text.startsWith('10.49.0.0/16'));
    expect(range?.paths?.[0]).toEqual({
      announcedBy: 'control1',
      why: 'serviceClusterIPs: every node announces the whole range',
      nextHop: '10.0.1.20',
      asPath: [],
      communities: [],
      localPreference: 100,
      passedOnBy: [],
    });
    expect(lines.filter(({ paths }) => paths !== undefined)).toHaveLength(1);
  });
});
