import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { sentOver } from '../../dataplane/routing/exports.ts';
import { sessionsOfNode, type Session } from '../../dataplane/routing/sessions.ts';
import { familyOfCidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { Report } from '../answers.ts';
import { asciiTable } from '../asciiTable.ts';
import { panelCauses } from '../causes.ts';
import { shownPodNetwork } from '../podNetworkWords.ts';
import type { ViewContext } from '../viewContext.ts';
import { count } from '../words.ts';
import { announcedBy, type Announced } from './announced.ts';
import { peerName, sessionFacts, whyDown } from './facts.ts';

/** The mesh sessions of larger clusters are told as a number, unless one node is asked for. */
const mostMeshSessions = 50;

/** What `calicoctl node status` would say on one node, or on each; and what the node announces. */
export function bgpReport(context: ViewContext, at: string | undefined, family: IpFamily): Report {
  if (context.cluster.podNetwork.value.kind !== 'calico')
    return { kind: 'none', why: `nobody speaks BGP: the pod network is ${shownPodNetwork(context.cluster)}` };
  const all = bgpNodes(context.cluster);
  const nodes = at === undefined ? all : all.filter(({ name }) => name === at);
  if (nodes.length === 0)
    return { kind: 'none', why: `no node ${at ?? ''}: there are ${all.map(({ name }) => name).join(', ')}` };
  const told = nodes.map((node) => nodeStatus(context.cluster, node, family, at !== undefined));
  return {
    kind: 'report',
    text: told.map((status) => textOf(context.cluster, status, family)).join('\n'),
    json: { view: 'bgp', ipFamily: family, nodes: told.map((status) => jsonOf(context, status, family)) },
  };
}

interface NodeStatus {
  readonly node: BgpNode;
  readonly sessions: readonly Session[];
  /** Sessions of the mesh that are not told one by one. */
  readonly untold: number;
  readonly announced: readonly Announced[];
}

function nodeStatus(cluster: Cluster, node: BgpNode, family: IpFamily, alone: boolean): NodeStatus {
  const sessions = sessionsOfNode(cluster, node, family);
  const mesh = sessions.filter(({ kind }) => kind === 'mesh');
  const isLong = !alone && mesh.length > mostMeshSessions;
  return {
    node,
    sessions: isLong ? sessions.filter(({ kind }) => kind === 'peer') : sessions,
    untold: isLong ? mesh.length : 0,
    announced: announcedBy(cluster, [node], family),
  };
}

function textOf(
  cluster: Cluster,
  { node, sessions, untold, announced }: NodeStatus,
  family: IpFamily,
): string {
  const address = node.addresses[family]?.ip ?? `no IPv${String(family)} address`;
  const reflector = node.clusterId === undefined ? '' : `, route reflector ${node.clusterId.value}`;
  const rows = sessions.map((session) => statusRow(cluster, session));
  const table = asciiTable(['Peer address', 'Peer type', 'State', 'Info', 'Peer', 'AS'], rows);
  return [
    `${node.name} (${address}, AS ${String(node.asNumber.value)}${reflector})`,
    '',
    `IPv${String(family)} BGP status`,
    ...(rows.length === 0 && untold === 0 ? [`No IPv${String(family)} peers found.`] : table),
    ...(untold === 0 ? [] : [`and ${count(untold, 'session')} of the node-to-node mesh`]),
    '',
    `IPv${String(family)} announcements`,
    ...(announced.length === 0
      ? ['Nothing is announced.']
      : asciiTable(
          ['Prefix', 'Why'],
          announced.map(({ prefix, why }) => [prefix, why]),
        )),
    '',
  ].join('\n');
}

function statusRow(cluster: Cluster, session: Session): readonly string[] {
  const down = whyDown(cluster, session);
  return [
    session.remoteIp,
    typeOf(session),
    down === undefined ? 'up' : 'start',
    down ?? 'Established',
    session.remote === undefined ? '' : peerName(session),
    session.remoteAs === undefined ? '' : String(session.remoteAs),
  ];
}

/** In calicoctl's words (calicoctl/commands/node/status.go: bgpTypeMap). */
const typeOf = ({ kind, peering }: Session): string =>
  kind === 'mesh' ? 'node-to-node mesh' : peering?.scope === 'Global' ? 'global' : 'node specific';

const jsonOf = (
  { cluster, locate }: ViewContext,
  { node, sessions, announced }: NodeStatus,
  family: IpFamily,
): object => ({
  name: node.name,
  address: node.addresses[family]?.ip,
  asNumber: node.asNumber.value,
  routeReflectorClusterId: node.clusterId?.value,
  sessions: sessions.map((session) => {
    const down = whyDown(cluster, session);
    return {
      peer: session.remote === undefined ? undefined : peerName(session),
      peerAddress: session.remoteIp,
      type: typeOf(session),
      protocol: session.internal ? 'iBGP' : 'eBGP',
      localAs: session.localAs,
      remoteAs: session.remoteAs,
      state: down === undefined ? 'up' : 'down',
      whyDown: down,
      facts: Object.fromEntries(sessionFacts(cluster, session).map(({ name, value }) => [name, value])),
      announces: down === undefined ? announcedOver(cluster, session) : [],
      because: panelCauses(session.because, locate),
    };
  }),
  announcements: announced.map(({ prefix, why, because }) => ({
    prefix,
    why,
    because: panelCauses(because, locate),
  })),
});

/** Of its own, as BGPFilters leave it; with the communities that go along. */
const announcedOver = (cluster: Cluster, session: Session): readonly object[] =>
  sentOver(cluster, session, undefined, (prefix) => familyOfCidr(prefix) === session.family).map(
    ({ prefix, communities }) => ({ prefix, communities }),
  );
