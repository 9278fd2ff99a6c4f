import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { floatingIPs } from '../../server/src/cluster/calico/blocks.ts';
import type { Cluster, ClusterNode, ClusterPod, ExternalHost } from '../../server/src/cluster/cluster.ts';
import { renderIpRoute } from '../../server/src/dataplane/render/ipRoute.ts';
import { birdConfiguration } from '../../server/src/dataplane/routing/bird.ts';
import type { HostRef } from '../../server/src/dataplane/routing/host.ts';
import { vethName } from '../../server/src/dataplane/routing/nodePods.ts';
import { deriveRoutes } from '../../server/src/dataplane/routing/routes.ts';
import { sessionsWithHost } from '../../server/src/dataplane/routing/sessions.ts';
import { hostCidr, prefixLengthOf } from '../../server/src/net/cidr.ts';
import { familyOf, type IpFamily } from '../../server/src/net/ip.ts';
import { birdTwo } from './birdTwo.ts';

const isolation = (root: boolean): readonly string[] => [
  root ? '-nm' : '-Urnm',
  '--fork',
  '--pid',
  '--kill-child',
  '--mount-proc',
];

const probe = 'mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add a && bird --version';

/** How to get namespaces of our own, as root or as anybody; undefined where that, or BIRD 2, is not to be had. */
const flags = [true, false]
  .map(isolation)
  .find((tried) =>
    spawnSync('unshare', [...tried, 'sh', '-c', probe], { encoding: 'utf8' }).stderr.includes(
      'BIRD version 2',
    ),
  );

export const birdAnswers = flags !== undefined;

interface Machine {
  readonly name: string;
  readonly at: HostRef;
  readonly host: ClusterNode | ExternalHost;
}

const machinesOf = ({ nodes, externalHosts }: Cluster): readonly Machine[] => [
  ...nodes.map((node) => ({ name: node.name, at: { kind: 'node', node } as const, host: node })),
  ...externalHosts.map((host) => ({ name: host.name, at: { kind: 'external', host } as const, host })),
];

const families = [4, 6] as const;

/** What `ip route` should print on every machine: `n1 IPv4`, then its lines. */
export function predictedTables(cluster: Cluster): ReadonlyMap<string, readonly string[]> {
  return new Map(
    machinesOf(cluster).flatMap(({ name, at }) =>
      families.map(
        (family) =>
          [
            `${name} IPv${String(family)}`,
            compared(
              renderIpRoute(deriveRoutes(cluster, at, family)).map(({ text }) => text),
              family,
            ),
          ] as const,
      ),
    ),
  );
}

/** Of IPv6 only what BIRD wrote: the link-local routes come in the order in which links came up. */
const compared = (lines: readonly string[], family: IpFamily): readonly string[] =>
  family === 4 ? lines : lines.filter((line) => line.includes('proto bird') || line.startsWith('\t'));

/**
 * Runs the cluster in network namespaces: one for each node and outsider, joined by a switch that is also everybody's
 * gateway, with the pods' routes written as Felix would, and real BIRD daemons configured from our own output. Gives the
 * tables as soon as they stay as predicted, or what they are after a while.
 */
export async function realTables(cluster: Cluster): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'bird-'));
  try {
    writeFiles(cluster, folder);
    const output = await inNamespaces(scriptOf(cluster, folder));
    return tablesIn(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function inNamespaces(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...(flags ?? []), 'sh', '-s'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`the lab ended with ${String(status)}: ${complaints}`));
    });
    child.stdin.end(script);
  });
}

const heading = (table: string): string => `=== ${table}`;

function tablesIn(output: string): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, readonly string[]>();
  for (const part of output.split(/^=== /m).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    const family = name.endsWith('6') ? 6 : 4;
    const shown = lines.map((line) => line.trimEnd()).filter((line) => line !== '');
    tables.set(name, compared(shown, family));
  }
  return tables;
}

function writeFiles(cluster: Cluster, folder: string): void {
  for (const { name, at } of machinesOf(cluster))
    for (const family of families)
      writeFileSync(join(folder, `${name}-${String(family)}.conf`), configurationOf(cluster, at, family));
  const expected = [...predictedTables(cluster)].map(([name, lines]) => [heading(name), ...lines].join('\n'));
  writeFileSync(join(folder, 'expected'), `${expected.join('\n')}\n`);
}

function configurationOf(cluster: Cluster, at: HostRef, family: IpFamily): string {
  if (at.kind === 'external') return outsidersBird(cluster, at.host, family);
  const bird = at.kind === 'node' ? birdConfiguration(cluster, at.node, family) : undefined;
  if (bird === undefined) throw new Error('pods run no BIRD');
  return birdTwo(bird);
}

/** A router of somebody else's: it takes what its filter lets in, joins equal paths and announces nothing. */
function outsidersBird(cluster: Cluster, host: ExternalHost, family: IpFamily): string {
  const channel = family === 4 ? 'ipv4' : 'ipv6';
  const prefixes = host.bgp?.importPrefixes?.map((prefix) => `${prefix}+`).join(', ');
  const filter = prefixes === undefined ? 'import all' : `import where net ~ [ ${prefixes} ]`;
  const own = addressesOf(host).find(({ ip }) => familyOf(ip) === family)?.ip;
  const sessions = host.bgp === undefined ? [] : sessionsWithHost(cluster, host, family);
  return `router id ${addressesOf(host)[0]?.ip ?? '192.0.2.1'};
protocol device { scan time 2; }
protocol direct { ${channel}; interface "*"; }
protocol kernel { metric 0; learn; scan time 2; merge paths on; ${channel} { import all; export where source = RTS_BGP; }; }
${sessions
  .map(
    ({ local, localIp, remoteAs, localAs }) => `protocol bgp ${local.name} {
  local ${own ?? ''} as ${String(remoteAs ?? 0)};
  neighbor ${localIp} as ${String(localAs)};
  multihop; connect delay time 1; connect retry time 1; error wait time 1,2;
  ${channel} { ${filter}; export none; gateway recursive; };
}
`,
  )
  .join('')}`;
}

const addressesOf = ({ interfaces }: Machine['host']): (typeof interfaces)[number]['addresses'] =>
  interfaces.filter(({ name }) => name !== 'lo').flatMap(({ addresses }) => addresses);

function scriptOf(cluster: Cluster, folder: string): string {
  const machines = machinesOf(cluster);
  return `
set -e
mount -t tmpfs tmpfs /run
mkdir /run/netns
ip netns add switch
ip -n switch link add br0 type bridge
ip -n switch link set br0 up
ip netns exec switch sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects; echo 0 > /proc/sys/net/ipv4/conf/br0/send_redirects'
${[...new Set(machines.flatMap(({ host }) => (host.gateway === undefined ? [] : `${host.gateway.value}/24`)))]
  .map((gateway) => `ip -n switch addr add ${gateway} dev br0`)
  .join('\n')}
${machines.map((machine, i) => machineScript(cluster, machine, i)).join('\n')}
${machines.flatMap(({ name }) => families.map((family) => startBird(folder, name, family))).join('\n')}
show() {
${machines
  .flatMap(({ name }) =>
    families.map(
      (family) => `echo '${heading(`${name} IPv${String(family)}`)}'; ip -n ${name} -${String(family)} route`,
    ),
  )
  .join('\n')}
}
settled() { show | sed 's/ *$//' | awk '/^===/ { six = /6$/ } !six || /^===|proto bird|^\\t/' | cmp -s - '${join(folder, 'expected')}'; }
for i in $(seq 60); do
  if settled; then sleep 1.5; settled && break; fi
  sleep 0.5
done
show
`;
}

const startBird = (folder: string, name: string, family: IpFamily): string => {
  const base = join(folder, `${name}-${String(family)}`);
  return `ip netns exec ${name} bird -c ${base}.conf -s ${base}.ctl -P ${base}.pid`;
};

function machineScript(cluster: Cluster, { name, host, at }: Machine, index: number): string {
  const link = `p${String(index)}`;
  const device = host.interfaces.find((candidate) => candidate.name !== 'lo')?.name ?? 'eth0';
  const gateway = host.gateway?.value;
  return `
ip netns add ${name}
ip -n ${name} link set lo up
ip -n switch link add ${link} type veth peer name ${device} netns ${name}
ip -n switch link set ${link} master br0 up
${addressesOf(host)
  .map(
    ({ ip, subnet }) =>
      `ip -n ${name} addr add ${ip}/${String(prefixLengthOf(subnet))} dev ${device}${familyOf(ip) === 6 ? ' nodad' : ''}`,
  )
  .join('\n')}
ip -n ${name} link set ${device} up
${gateway === undefined ? '' : `ip -n ${name} route add default via ${gateway}`}
ip netns exec ${name} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
${at.kind === 'node' ? podScripts(cluster, name) : ''}`;
}

/** A veth pair and a route for each pod of the node, as the CNI plugin and Felix make them. */
const podScripts = (cluster: Cluster, node: string): string =>
  cluster.pods
    .filter((pod) => !pod.hostNetwork && pod.node?.value === node)
    .map((pod, i) => podScript(cluster, pod, node, i))
    .join('\n');

function podScript(cluster: Cluster, pod: ClusterPod, node: string, index: number): string {
  const device = vethName(pod);
  const at = cluster.nodes.find(({ name }) => name === node);
  const routes =
    at === undefined
      ? []
      : [4, 6].flatMap((family) => deriveRoutes(cluster, { kind: 'node', node: at }, family === 4 ? 4 : 6));
  const metrics = new Map(routes.map(({ destination, metric }) => [destination, metric]));
  const floating = at === undefined ? [] : floatingIPs(cluster, at, pod);
  return [
    `ip -n ${node} link add ${device} type veth peer name pod${String(index)}`,
    `ip -n ${node} link set pod${String(index)} up`,
    `ip -n ${node} link set ${device} up`,
    ...[...pod.ips, ...floating].map(({ value }) => {
      const metric = metrics.get(hostCidr(value));
      const priority = metric === undefined ? '' : ` metric ${String(metric)}`;
      return `ip -n ${node} route add ${hostCidr(value)} dev ${device}${familyOf(value) === 4 ? ' scope link' : ''}${priority}`;
    }),
  ].join('\n');
}
