import { bgpNodes, type BgpNode } from '../../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { exportedByItself } from '../../../dataplane/routing/exportPolicy.ts';
import { inMesh, type Speaker } from '../../../dataplane/routing/sessions.ts';
import { familyOfCidr } from '../../../net/cidr.ts';
import type { IpFamily } from '../../../net/ip.ts';
import type { BgpPicture, PictureLink, PictureSpeaker } from '../../../protocol/panel.ts';
import { whyDown } from '../../bgp/facts.ts';
import { sessionsAt, speakerName } from '../../bgp/speakers.ts';
import { count, listed } from '../../words.ts';
import { groupsOf, type DrawnSession, type Group, type Member } from './groups.ts';
import { linksOf } from './links.ts';
import { shortPrefixes } from './shortPrefixes.ts';

/** The sessions as one would draw them: all, or those of one speaker. Undefined without any. */
export function bgpPicture(
  cluster: Cluster,
  at: Speaker | undefined,
  family: IpFamily,
): BgpPicture | undefined {
  const sessions = sessionsAround(cluster, at, family);
  const meshed = meshAround(cluster, at, family);
  if (sessions.length === 0 && meshed.size < 2) return undefined;
  const groups = groupsOf({
    nodes: nodesOf(cluster, sessions, meshed),
    sessions,
    meshed,
    alone: at === undefined ? undefined : speakerName(at),
  });
  const links = linksOf(cluster, groups, sessions);
  const speakers = groups.map((group, index) =>
    speakerOf(
      cluster,
      group,
      family,
      links.some(({ from }) => from === index),
    ),
  );
  const mesh = meshOf(groups, meshed);
  return { words: told(speakers, links, mesh), speakers, links, mesh };
}

/** The sessions of BGPPeers that somebody has, told by both ends. */
function sessionsAround(
  cluster: Cluster,
  at: Speaker | undefined,
  family: IpFamily,
): readonly DrawnSession[] {
  const own = sessionsAt(cluster, at, family).filter(({ kind }) => kind === 'peer');
  const back =
    at?.kind !== 'node'
      ? []
      : sessionsAt(cluster, undefined, family).filter(
          ({ remote }) => remote?.kind === 'node' && remote.node === at.node,
        );
  return [...own, ...back].map((session) => ({ session, down: whyDown(cluster, session) }));
}

function meshAround(cluster: Cluster, at: Speaker | undefined, family: IpFamily): ReadonlySet<BgpNode> {
  const members = bgpNodes(cluster).filter(
    (node) => node.addresses[family] !== undefined && inMesh(cluster, node),
  );
  const concerned = at === undefined || (at.kind === 'node' && members.includes(at.node));
  return new Set(concerned && members.length > 1 ? members : []);
}

function nodesOf(
  cluster: Cluster,
  sessions: readonly DrawnSession[],
  meshed: ReadonlySet<BgpNode>,
): readonly BgpNode[] {
  const drawn = new Set(meshed);
  for (const { session } of sessions) {
    drawn.add(session.local);
    if (session.remote?.kind === 'node') drawn.add(session.remote.node);
  }
  return bgpNodes(cluster).filter((node) => drawn.has(node));
}

function speakerOf(cluster: Cluster, group: Group, family: IpFamily, toldByLinks: boolean): PictureSpeaker {
  const nodes = group.members.flatMap((member) => (member.kind === 'node' ? [member.node] : []));
  const announces = shortPrefixes(
    nodes.flatMap((node) =>
      exportedByItself(cluster, node)
        .map(({ prefix }) => prefix)
        .filter((prefix) => familyOfCidr(prefix) === family),
    ),
  );
  const single = onlyMember(group);
  const title = single?.name ?? count(group.members.length, nodes.length > 0 ? 'node' : 'other peer');
  const subtitle = [asNumbersOf(group), addressOf(group, family), reflectorOf(group), namesOf(group)]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    side: group.side,
    title,
    subtitle,
    announces: toldByLinks || announces === '' ? undefined : announces,
    host: single === undefined || isStranger(single) ? undefined : single.name,
    words: `${title}, ${subtitle}${announces === '' ? '' : `, announces ${announces}`}`,
  };
}

const onlyMember = ({ members: [first, ...more] }: Group): Member | undefined =>
  more.length === 0 ? first : undefined;

/** An address that nobody in the picture has. */
const isStranger = (member: Member): boolean => member.kind === 'outside' && !member.known;

const namesOf = ({ members }: Group): string | undefined =>
  members.length === 1
    ? undefined
    : listed(
        members.map(({ name }) => name),
        3,
      );

function asNumbersOf({ members }: Group): string | undefined {
  const numbers = new Set(
    members.flatMap((member) =>
      member.kind === 'node' ? [member.node.asNumber.value] : (member.asNumber ?? []),
    ),
  );
  return numbers.size === 0 ? undefined : `AS ${listed([...numbers].map(String), 3)}`;
}

function addressOf({ members }: Group, family: IpFamily): string | undefined {
  const [first, ...more] = members;
  if (first === undefined || more.length > 0) return undefined;
  if (first.kind === 'node') return first.node.addresses[family]?.ip;
  return first.known ? first.address : undefined;
}

const reflectorOf = ({ reflector }: Group): string | undefined =>
  reflector === undefined ? undefined : `route reflector ${reflector}`;

function meshOf(groups: readonly Group[], meshed: ReadonlySet<BgpNode>): BgpPicture['mesh'] {
  const members = groups.flatMap((group, index) => (group.inMesh ? [index] : []));
  if (members.length === 0) return undefined;
  const numbers = new Set([...meshed].map(({ asNumber }) => asNumber.value));
  return {
    members,
    title: `node-to-node mesh of ${count(meshed.size, 'node')}, ${numbers.size === 1 ? 'iBGP' : 'eBGP between AS numbers'}`,
  };
}

function told(
  speakers: readonly PictureSpeaker[],
  links: readonly PictureLink[],
  mesh: BgpPicture['mesh'],
): string {
  const titleOf = (index: number): string => speakers[index]?.title ?? '';
  const spoken = links.map(
    ({ from, to, protocol, state, carries, note }) =>
      `${titleOf(from)} with ${from === to ? 'each other' : titleOf(to)} by ${protocol}, ${state === 'up' ? (carries === '' ? 'up' : `announces ${carries}`) : note}`,
  );
  if (mesh !== undefined) spoken.push(`${mesh.title}: ${listed(mesh.members.map(titleOf))}`);
  return `BGP sessions: ${spoken.join('; ')}`;
}
