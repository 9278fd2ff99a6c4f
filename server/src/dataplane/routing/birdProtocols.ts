import { bgpFilters, type FilterDirection } from '../../cluster/calico/bgpFilters.ts';
import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpConfigurationNamed, bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { ClusterPeer } from '../../cluster/calico/bgpPeers.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import type { BirdProtocol } from '../bird.ts';
import type { Peering } from './peerings.ts';
import { peerSessions, meshSessions, type Session } from './sessions.ts';

/** The BGP sessions of a node as BIRD protocols, by name (bgp_processor.go: processPeers, buildPeerFromData). */
export const birdProtocols = (cluster: Cluster, node: BgpNode, family: IpFamily): readonly BirdProtocol[] =>
  [
    ...meshSessions(cluster, node, family).map((session) => birdProtocol(cluster, session)),
    ...peerSessions(cluster, node, family).map((session) => birdProtocol(cluster, session)),
  ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** One session as a node's BIRD is told of it. */
export const birdProtocol = (cluster: Cluster, session: Session): BirdProtocol =>
  session.peering === undefined
    ? meshProtocol(cluster, session)
    : peerProtocol(cluster, session, session.peering);

const underscored = (ip: Ip): string => ip.replace(/[.:]/g, '_');

function meshProtocol(cluster: Cluster, session: Session): BirdProtocol {
  const { remoteIp, remoteAs, remote, localIp, because } = session;
  const configuration = bgpConfigurationNamed(cluster, 'default');
  const port =
    (remote?.kind === 'node' ? remote.node.listenPort : undefined) ?? bgpSettings(cluster).listenPort;
  return {
    name: `Mesh_${underscored(remoteIp)}`,
    neighbor: remoteIp,
    port: port?.value,
    asNumber: remoteAs ?? 0,
    localAs: undefined,
    // The mesh is taken for iBGP even where nodes have AS numbers of their own.
    internal: true,
    sourceAddress: localIp,
    ttlSecurity: undefined,
    passive: remoteIp > localIp,
    reflects: undefined,
    password: secretName(configuration?.nodeMeshPassword),
    gracefulRestart: secondsOf(configuration?.nodeMeshMaxRestartTime?.value),
    keepalive: undefined,
    allowedLocalAs: undefined,
    nextHop: undefined,
    importFilters: [],
    exportFilters: [],
    because,
  };
}

function peerProtocol(cluster: Cluster, session: Session, peering: Peering): BirdProtocol {
  const { remoteIp, remoteAs, localIp, internal, reflects, because } = session;
  const { peer, port, scope, calicoNode } = peering;
  return {
    name: `${scope}_${underscored(remoteIp)}${port === undefined ? '' : `_port_${String(port)}`}`,
    neighbor: remoteIp,
    port,
    asNumber: remoteAs ?? 0,
    localAs: peer.localAsNumber?.value,
    internal,
    sourceAddress: peer.sourceIsNodeIp ? localIp : undefined,
    passive: scope === 'Global' && calicoNode && remoteIp > localIp,
    reflects,
    allowedLocalAs: positive(peer.allowedLocalAs),
    nextHop: nextHopOf(peer, internal),
    ...writtenOptions(peer.resource),
    importFilters: filtersWithRules(cluster, session, 'import'),
    exportFilters: filtersWithRules(cluster, session, 'export'),
    because,
  };
}

const writtenOptions = (
  resource: ClusterPeer['resource'],
): Pick<BirdProtocol, 'ttlSecurity' | 'password' | 'gracefulRestart' | 'keepalive'> => ({
  ttlSecurity: positive(resource.ttlSecurity?.value),
  password: secretName(resource.password),
  gracefulRestart: secondsOf(resource.maxRestartTime?.value),
  keepalive: secondsOf(resource.keepaliveTime?.value),
});

const positive = (value: number | undefined): number | undefined =>
  value === undefined || value <= 0 ? undefined : value;

function nextHopOf(
  { nextHop, keepOriginalNextHop }: ClusterPeer,
  internal: boolean,
): 'self' | 'keep' | undefined {
  if (nextHop?.value === 'Self') return 'self';
  return nextHop?.value === 'Keep' || (keepOriginalNextHop && !internal) ? 'keep' : undefined;
}

function filtersWithRules(
  cluster: Cluster,
  { peering, family }: Session,
  direction: FilterDirection,
): readonly string[] {
  const filters = bgpFilters(cluster);
  return (peering?.peer.filters ?? []).filter(
    (name) => (filters.get(name)?.rules[direction][family] ?? []).length > 0,
  );
}

interface SecretReference {
  readonly name: { readonly value: string } | undefined;
  readonly key: { readonly value: string } | undefined;
}

const secretName = (secret: SecretReference | undefined): string | undefined =>
  secret === undefined ? undefined : `${secret.name?.value ?? ''}/${secret.key?.value ?? ''}`;

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Whole seconds of a Go duration: `120s`, `1m30s`; undefined for what is none. */
export function secondsOf(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(duration)) return undefined;
  let seconds = 0;
  for (const [, amount, unit = ''] of duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g))
    seconds += Number(amount) * (unitSeconds[unit] ?? 0);
  return Math.round(seconds);
}
