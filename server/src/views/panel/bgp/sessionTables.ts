import { bgpNodes } from '../../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { sentOver } from '../../../dataplane/routing/exports.ts';
import {
  inMesh,
  meshOrigin,
  meshSessions,
  type Session,
  type Speaker,
} from '../../../dataplane/routing/sessions.ts';
import type { IpFamily } from '../../../net/ip.ts';
import type { PanelCell } from '../../../protocol/panel.ts';
import { peerName, sessionFacts, whyDown, type SessionFact } from '../../bgp/facts.ts';
import { sessionsAt } from '../../bgp/speakers.ts';
import { count, listed } from '../../words.ts';
import { codeCell, hostCell, mutedCell, plainCell, type RowDraft, type TableDraft } from '../tables.ts';

/** The sessions of a speaker, or of all BGPPeers; then the mesh is one row. */
export function sessionsTable(cluster: Cluster, speaker: Speaker | undefined, family: IpFamily): TableDraft {
  const single = sessionsAt(cluster, speaker, family).map((session): RowDraft => ({
    because: session.because,
    tell: () => sessionRow(cluster, session),
  }));
  return {
    id: 'sessions',
    name: 'Sessions',
    noun: speaker === undefined && meshMembers(cluster, family).length > 1 ? 'row' : 'session',
    columns: [
      { name: 'node', size: 'name' },
      { name: 'with', size: 'name' },
      { name: 'state', size: 'word' },
      { name: 'announces', size: 'text' },
    ],
    scoped: 'always',
    open: true,
    rows: [...single, ...(speaker === undefined ? meshRow(cluster, family) : [])],
  };
}

function sessionRow(cluster: Cluster, session: Session): ReturnType<RowDraft['tell']> {
  const { local, localAs, remote, remoteAs, internal, kind } = session;
  const down = whyDown(cluster, session);
  const sent = down === undefined ? sentPrefixes(cluster, session) : [];
  const facts = [
    { name: internal ? 'iBGP' : 'eBGP', value: asNumbers(localAs, remoteAs) },
    ...(kind === 'mesh' ? [{ name: 'node-to-node mesh', value: '' }] : []),
    // The place below names the BGPPeer, unless it is that of the other end.
    ...sessionFacts(cluster, session).filter(
      ({ name }) => name !== 'BGPPeer' || session.peering?.reverse === true,
    ),
  ];
  return {
    cells: [
      hostCell(local.name),
      hostCell(peerName(session), remote === undefined ? undefined : peerName(session)),
      stateCell(down),
      down === undefined ? codeCell(shortList(sent)) : { ...plainCell(down), tone: 'bad' },
    ],
    note: facts.map(factText).join(' · '),
  };
}

const asNumbers = (local: number, remote: number | undefined): string =>
  local === remote
    ? `AS ${String(local)}`
    : `AS ${String(local)} to ${remote === undefined ? 'an AS that nobody names' : `AS ${String(remote)}`}`;

export const factText = ({ name, value }: SessionFact): string => (value === '' ? name : `${name} ${value}`);

const stateCell = (down: string | undefined): PanelCell => ({
  text: down === undefined ? 'up' : 'down',
  tone: down === undefined ? 'good' : 'bad',
  host: undefined,
});

/** What the node announces of its own over a session, as its BGPFilters leave it; ranges first. */
export const sentPrefixes = (cluster: Cluster, session: Session): readonly string[] =>
  sentOver(cluster, session, undefined, () => true)
    .filter(({ prefix }) => prefix.includes(':') === (session.family === 6))
    .map(({ prefix }) => prefix);

export const shortList = (prefixes: readonly string[]): string =>
  prefixes.length === 0 ? 'nothing' : listed([...prefixes], 3);

/** The mesh, whose n² sessions say one thing. */
function meshRow(cluster: Cluster, family: IpFamily): readonly RowDraft[] {
  const members = meshMembers(cluster, family);
  const [first] = members;
  if (first === undefined || members.length < 2) return [];
  const [session] = meshSessions(cluster, first, family);
  if (session === undefined) return [];
  const numbers = [...new Set(members.map(({ asNumber }) => `AS ${String(asNumber.value)}`))];
  const facts = sessionFacts(cluster, session).filter(({ name }) => !ofOneNode.has(name));
  return [
    {
      because: meshOrigin(cluster),
      tell: () => ({
        cells: [
          plainCell(listed(members.map(({ name }) => name))),
          plainCell('each other'),
          stateCell(undefined),
          mutedCell('see Announcements'),
        ],
        note: [
          'node-to-node mesh',
          `${session.internal ? 'iBGP' : 'eBGP'} ${listed(numbers)}`,
          count((members.length * (members.length - 1)) / 2, 'session'),
          ...facts.map(factText),
        ].join(' · '),
      }),
    },
  ];
}

const ofOneNode: ReadonlySet<string> = new Set(['source address', 'passive']);

export const meshMembers = (cluster: Cluster, family: IpFamily): ReturnType<typeof bgpNodes> =>
  bgpNodes(cluster).filter((node) => node.addresses[family] !== undefined && inMesh(cluster, node));
