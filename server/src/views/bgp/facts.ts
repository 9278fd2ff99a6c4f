import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { birdProtocol } from '../../dataplane/routing/birdProtocols.ts';
import { peerSessions, type Session } from '../../dataplane/routing/sessions.ts';
import type { BirdProtocol } from '../../dataplane/bird.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Ip } from '../../net/ip.ts';
import type { SecretKey } from '../../resources/calico/bgp.ts';
import { count } from '../words.ts';

/** Something about a session that is set, or follows: `source address`, `10.0.1.30`. */
export interface SessionFact {
  readonly name: string;
  readonly value: string;
}

/** Who is at the other end: a name, or an address that nobody in the picture has. */
export const peerName = ({ remote, remoteIp }: Session): string =>
  remote === undefined ? remoteIp : remote.kind === 'node' ? remote.node.name : remote.host.name;

/** What is configured on a session, in the words of its fields; a password is named by its Secret. */
export function sessionFacts(cluster: Cluster, session: Session): readonly SessionFact[] {
  const protocol = birdProtocol(cluster, session);
  return [
    ...addressFacts(session, protocol),
    ...safetyFacts(protocol),
    ...routeFacts(session, protocol),
    ...filterFacts(protocol),
  ];
}

const fact = (name: string, value: string | number | undefined): readonly SessionFact[] =>
  value === undefined ? [] : [{ name, value: String(value) }];

function addressFacts(
  session: Session,
  { sourceAddress, passive, port }: BirdProtocol,
): readonly SessionFact[] {
  const { peering, local, localAs } = session;
  const { name } = peering?.peer ?? {};
  return [
    ...fact('BGPPeer', peering?.reverse === true ? `${name ?? ''}, of the other end` : name),
    ...fact(
      'local AS',
      localAs === local.asNumber.value ? undefined : `${String(localAs)} for this session only`,
    ),
    ...fact('source address', sourceAddress ?? 'the kernel’s choice'),
    ...fact('port', port),
    ...fact('reachable by', peering?.peer.reachableBy?.value),
    ...(passive ? fact('passive', 'waits for the other end to call') : []),
  ];
}

const safetyFacts = ({
  password,
  ttlSecurity,
  gracefulRestart,
  keepalive,
}: BirdProtocol): readonly SessionFact[] => [
  ...fact('password', password === undefined ? undefined : `from Secret ${password.replace('/', ', key ')}`),
  ...fact('TTL security', ttlSecurity === undefined ? undefined : `at most ${count(ttlSecurity, 'hop')}`),
  ...fact('graceful restart', gracefulRestart === undefined ? undefined : `${String(gracefulRestart)} s`),
  ...fact('keepalive', keepalive === undefined ? undefined : `${String(keepalive)} s`),
];

const nextHops = {
  self: 'always the announcing node',
  keep: 'kept as it came',
} as const;

const routeFacts = (
  { peering, internal }: Session,
  { nextHop, reflects, allowedLocalAs }: BirdProtocol,
): readonly SessionFact[] => [
  ...fact('next hop', nextHop === undefined ? undefined : nextHops[nextHop]),
  ...(peering?.peer.keepOriginalNextHop === true && internal
    ? fact('keepOriginalNextHop', 'has no effect on iBGP, which keeps the next hop anyway')
    : []),
  ...fact('route reflector', reflects === undefined ? undefined : `for the other end, cluster ${reflects}`),
  ...fact('own AS allowed in paths', allowedLocalAs),
];

const filterFacts = ({ importFilters, exportFilters }: BirdProtocol): readonly SessionFact[] => [
  ...fact('export filters', exportFilters.length === 0 ? undefined : exportFilters.join(', then ')),
  ...fact('import filters', importFilters.length === 0 ? undefined : importFilters.join(', then ')),
];

/** Why no route passes; undefined when the session comes up. Both ends have to want it. */
export function whyDown(cluster: Cluster, session: Session): string | undefined {
  const { down, kind, remote, local, localIp, remoteIp } = session;
  if (down !== undefined) return down;
  if (kind === 'mesh' || remote?.kind !== 'node') return undefined;
  const back = sessionsByRemote(remote.node, cluster).get(localIp);
  if (back === undefined) return `${remote.node.name} has no session with ${local.name}`;
  if (back.down !== undefined) return back.down;
  const [ours, theirs] = [passwordOf(session), passwordOf(back)];
  return (ours === undefined) === (theirs === undefined)
    ? undefined
    : `only ${ours === undefined ? remote.node.name : local.name} has a password for ${ours === undefined ? localIp : remoteIp}`;
}

const passwordOf = ({ peering }: Session): SecretKey | undefined => peering?.peer.resource.password;

/** The other ends of many sessions are looked for at the same few nodes. */
const sessionsByRemote = memoByKey(
  (node: BgpNode, cluster: Cluster): ReadonlyMap<Ip, Session> =>
    new Map(
      ([4, 6] as const)
        .flatMap((family) => peerSessions(cluster, node, family))
        .map((session) => [session.remoteIp, session]),
    ),
);
