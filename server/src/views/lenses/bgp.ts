import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import { poolUsage } from '../../cluster/calico/ipam/usage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { announcements } from '../../dataplane/routing/announcements.ts';
import type { Session } from '../../dataplane/routing/sessions.ts';
import { allHosts } from '../../protocol/panel.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { nameOf } from '../../resources/meta.ts';
import type { LensAction } from '../answers.ts';
import { peerName, whyDown } from '../bgp/facts.ts';
import { fiveDigits } from '../ipam/numbers.ts';
import { sessionsOf } from '../peerSessions.ts';
import { count, listed } from '../words.ts';
import { fact, type TellLens } from './tellLens.ts';

/** What the BGP view shows of the object under the lens: of one host, or of all. */
export const showBgp = (at: string = allHosts): LensAction => ({ kind: 'show', view: 'bgp', at });

/** `10.49.0.0/16 announced by 3 nodes`, `…, 2 service addresses by worker2`. */
export const bgpConfigurationLens =
  (cluster: Cluster): TellLens =>
  () => {
    const ranges = announcersOf(cluster, 'serviceRange');
    const addresses = announcersOf(cluster, 'serviceAddress');
    const parts = [
      ...(ranges.prefixes.length === 0
        ? []
        : [`${listed(ranges.prefixes, 2)} announced by ${count(ranges.nodes.length, 'node')}`]),
      ...(addresses.prefixes.length === 0
        ? []
        : [
            `${count(addresses.prefixes.length, 'service address')} announced by ${listed(addresses.nodes, 3)}`,
          ]),
    ];
    return {
      title: parts.length === 0 ? 'no service route announced' : parts.join(', '),
      action: showBgp(),
    };
  };

function announcersOf(
  cluster: Cluster,
  kind: 'serviceRange' | 'serviceAddress',
): { readonly prefixes: readonly string[]; readonly nodes: readonly string[] } {
  const prefixes = new Set<string>();
  const nodes = new Set<string>();
  for (const { name } of bgpNodes(cluster))
    for (const { prefix, reason } of announcements(cluster, name))
      if (reason.kind === kind) {
        prefixes.add(prefix);
        nodes.add(name);
      }
  return { prefixes: [...prefixes], nodes: [...nodes] };
}

/** `3 sessions to bastion, AS 64512`, `3 sessions to tor, AS 65000, 1 of them down`. */
export const peerLens =
  (cluster: Cluster, peer: BgpPeer): TellLens =>
  () => {
    const sessions = sessionsOf(cluster, peer);
    if (sessions.length === 0) return { title: 'no session', action: showBgp() };
    const peers = [...new Set(sessions.map(peerName))];
    const [only, ...others] = peers;
    const numbers = [...new Set(sessions.flatMap(({ remoteAs }) => remoteAs ?? []))].map(String);
    const title = [
      `${count(sessions.length, 'session')} to ${peers.length > 3 ? count(peers.length, 'peer') : listed(peers)}`,
      numbers.length === 0 ? 'no AS number' : `AS ${listed(numbers, 3)}`,
      downPart(cluster, sessions),
    ].filter((part) => part !== '');
    const at = others.length === 0 && sessions[0]?.remote !== undefined ? only : undefined;
    return { title: title.join(', '), action: showBgp(at) };
  };

function downPart(cluster: Cluster, sessions: readonly Session[]): string {
  const down = sessions.filter((session) => whyDown(cluster, session) !== undefined).length;
  if (down === 0) return '';
  return down === sessions.length ? 'down' : `${String(down)} of them down`;
}

/** `2 blocks on 2 nodes, 4 pods, 252 addresses free`. */
export const poolLens =
  (cluster: Cluster, resource: IpPool): TellLens =>
  () => {
    const usage = poolUsage(cluster).find(({ pool }) => pool.name === nameOf(resource));
    if (usage === undefined) return fact('no range');
    const { blocks, free } = usage;
    const nodes = new Set(blocks.map(({ block }) => block.node));
    const pods = blocks.flatMap(({ inUse }) => inUse).filter(({ owner }) => owner.includes('/')).length;
    const used =
      blocks.length === 0
        ? 'no block in use'
        : `${count(blocks.length, 'block')} on ${count(nodes.size, 'node')}, ${count(pods, 'pod')}`;
    return {
      title: `${used}, ${free === 1n ? '1 address' : `${fiveDigits(free)} addresses`} free`,
      action: { kind: 'show', view: 'ipam', at: allHosts },
    };
  };
