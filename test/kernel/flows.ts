import type { Cluster } from '../../server/src/cluster/cluster.ts';
import { deriveNode } from '../../server/src/dataplane/derive.ts';
import { hostName } from '../../server/src/dataplane/routing/host.ts';
import type { FelixDataplane } from '../../server/src/dataplane/dataplane.ts';
import { renderIpsetSave } from '../../server/src/dataplane/render/ipset.ts';
import { renderIptablesSave, renderTable } from '../../server/src/dataplane/render/iptablesSave.ts';
import { renderNftScript } from '../../server/src/dataplane/render/nftScript.ts';
import { toText } from '../../server/src/dataplane/render/rendered.ts';
import { stationName } from '../../server/src/trace/station.ts';
import type { Journey, Trace } from '../../server/src/trace/trace.ts';
import { derivedWorld } from '../../server/src/trace/world.ts';
import { traceOf } from '../kit/flows.ts';
import { startAgent, type Agent, type Reached } from './agents.ts';
import { shellIn } from './shell.ts';
import type { Topology } from './topology.ts';

/** Which program loads kube-proxy's rules. */
export type Backend = 'legacy' | 'nft';

/** Loads what we render for every node, as a node would: kube-proxy's rules, then Felix's. */
export function loadRules({ cluster, namespaceOf }: Topology, backend: Backend): void {
  const world = derivedWorld(cluster, 4);
  for (const node of cluster.nodes) {
    const namespace = namespaceOf(node.name);
    const proxy = deriveNode(cluster, node.name, 4)?.proxy;
    if (proxy?.mode === 'nftables')
      shellIn(namespace, `nft -f - <<'END OF RULES'\n${toText(renderNftScript(proxy.table))}END OF RULES`);
    if (proxy?.mode === 'iptables')
      shellIn(
        namespace,
        `iptables-${backend}-restore <<'END OF RULES'\n${toText(renderIptablesSave(proxy.ruleset))}END OF RULES`,
      );
    const felix = world.felix(node);
    if (felix !== undefined) shellIn(namespace, felixScript(felix, backend));
    if (world.routesLoopback(node)) shellIn(namespace, 'sysctl -qw net.ipv4.conf.all.route_localnet=1');
  }
}

/** Felix's sets and chains beside kube-proxy's, and the jump there, before or after kube-proxy's own. */
function felixScript({ nat, ipSets, placed }: FelixDataplane, backend: Backend): string {
  const chains = toText([...renderTable(nat)]).replace(/COMMIT\n$/, '');
  const jump = `${placed === 'appended' ? '-A' : '-I'} POSTROUTING -j cali-POSTROUTING`;
  return [
    `ipset restore <<'END OF SETS'\n${toText(renderIpsetSave(ipSets))}END OF SETS`,
    `iptables-${backend}-restore --noflush <<'END OF RULES'\n${chains}${jump}\nCOMMIT\nEND OF RULES`,
  ].join('\n');
}

/** Where machines outside listen. */
const outsidePort = 8080;

/** An agent in every namespace; those behind endpoints listen on the endpoints' ports. */
export async function startAgents({
  cluster,
  hosts,
  namespaceOf,
}: Topology): Promise<ReadonlyMap<string, Agent>> {
  const agents = new Map(
    hosts.map((host) => [hostName(host), startAgent(namespaceOf(hostName(host)), hostName(host))]),
  );
  await Promise.all(
    hosts.map(async (host) => {
      const addresses = new Set<string>(
        host.kind === 'pod'
          ? host.pod.ips.map(({ value }) => value)
          : host.kind === 'node'
            ? host.node.addresses.map(({ value }) => value)
            : [],
      );
      const ports = new Set(
        cluster.services.flatMap(({ slices }) =>
          slices.flatMap(({ endpoints, ports: numbers }) =>
            endpoints.some(({ address }) => addresses.has(address)) ? numbers.map(({ port }) => port) : [],
          ),
        ),
      );
      if (host.kind === 'external') ports.add(outsidePort);
      const agent = agents.get(hostName(host));
      for (const port of ports) await agent?.listen(port);
    }),
  );
  return agents;
}

/** What a client sees, and what is seen of it: `yaobank/customer-1 sees 10.0.1.30`, `ECONNREFUSED`. */
type Outcomes = ReadonlyMap<string, number>;

/** Shares of the outcomes that we predict. */
export function predicted(trace: Trace): Outcomes {
  const shares = new Map<string, number>();
  for (const journey of trace.journeys) {
    const outcome = outcomeOf(journey);
    shares.set(outcome, (shares.get(outcome) ?? 0) + journey.probability);
  }
  return shares;
}

const notPredicted = 'not predicted: ';

function outcomeOf({ verdict, delivered, stop }: Journey): string {
  if (verdict === 'delivered' && delivered !== undefined)
    return `${stationName(delivered.at)} sees ${delivered.packet.source}`;
  switch (stop?.kind) {
    case 'rejected':
      return 'ECONNREFUSED';
    case 'unreachable':
      return stop.says === 'Invalid argument' ? 'EINVAL' : 'ENETUNREACH';
    case 'dropped':
      return 'ETIMEDOUT';
    case 'unknown':
    case undefined:
      return `${notPredicted}${stop?.reason ?? verdict}`;
  }
}

const observedAs = (reached: Reached): string =>
  'error' in reached ? reached.error : `${reached.name} sees ${reached.source.replace('::ffff:', '')}`;

/** A row of the packet table; `onePick`: session affinity sends the client always to the same of the predicted endpoints. */
export interface KernelFlow {
  readonly from: string;
  readonly to: string;
  readonly onePick?: boolean;
}

/** Milliseconds: where no timeout is predicted, a lost packet may be sent again (after 1 and 3 s). */
const patience = { timeoutPredicted: 700, otherwise: 8000 } as const;

/**
 * Opens real connections and compares: the same outcomes, each about as often as predicted. Resolves with `false` where
 * we predict nothing, since no file says enough.
 */
export async function checkFlow(
  cluster: Cluster,
  agents: ReadonlyMap<string, Agent>,
  { from, to, onePick }: KernelFlow,
): Promise<boolean> {
  const trace = traceOf(cluster, from, to);
  const shares = predicted(trace);
  if ([...shares.keys()].some((outcome) => outcome.startsWith(notPredicted))) return false;
  const times = shares.size === 1 ? 2 : 30 * shares.size;
  const { packet } = trace;
  const answers = await agents.get(from)?.connect({
    host: packet.destination,
    port: Number(packet.destinationPort),
    timeout: shares.has('ETIMEDOUT') ? patience.timeoutPredicted : patience.otherwise,
    times,
  });
  const counts = new Map<string, number>();
  for (const answer of answers ?? [])
    counts.set(observedAs(answer), (counts.get(observedAs(answer)) ?? 0) + 1);
  const problem = onePick === true ? onePickProblem(shares, counts) : shareProblem(shares, counts, times);
  if (problem !== undefined)
    throw new Error(`${from} → ${to}: ${problem}\npredicted ${shown(shares)}\nobserved  ${shown(counts)}`);
  return true;
}

const onePickProblem = (shares: Outcomes, counts: Outcomes): string | undefined =>
  counts.size === 1 && [...counts.keys()].every((outcome) => shares.has(outcome))
    ? undefined
    : 'not one of the predicted endpoints only';

/** Five standard deviations: a false alarm in two million. */
function shareProblem(shares: Outcomes, counts: Outcomes, times: number): string | undefined {
  const unforeseen = [...counts.keys()].filter((outcome) => !shares.has(outcome));
  if (unforeseen.length > 0) return `not predicted: ${unforeseen.join(', ')}`;
  for (const [outcome, share] of shares) {
    const deviation = Math.sqrt(times * share * (1 - share));
    if (Math.abs((counts.get(outcome) ?? 0) - times * share) > 5 * deviation + 1e-9)
      return `${outcome} comes too often or too seldom`;
  }
  return undefined;
}

const shown = (outcomes: Outcomes): string =>
  [...outcomes]
    .map(([outcome, share]) => `${outcome}: ${String(Math.round(share * 1000) / 1000)}`)
    .join('; ');
