import { blocksOfNode } from '../../cluster/calico/blocks.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { announcements } from '../../dataplane/routing/announcements.ts';
import { contains, containsCidr } from '../../net/cidr.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { sessionsOf } from '../peerSessions.ts';
import { count } from '../words.ts';
import { fact, showRoutes, type TellLens } from './tellLens.ts';

/** `2 service routes announced by 3 nodes`. */
export const bgpConfigurationLens =
  (cluster: Cluster): TellLens =>
  () => {
    const prefixes = new Set<string>();
    const nodes = new Set<string>();
    for (const { name } of cluster.nodes)
      for (const { prefix, reason } of announcements(cluster, name))
        if (reason.kind === 'serviceRange' || reason.kind === 'serviceAddress') {
          prefixes.add(prefix);
          nodes.add(name);
        }
    const title =
      prefixes.size === 0
        ? 'no service route announced'
        : `${count(prefixes.size, 'service route')} announced by ${count(nodes.size, 'node')}`;
    return { title, action: showRoutes };
  };

/** `3 sessions`, `3 sessions, 1 of them down`. */
export const peerLens =
  (cluster: Cluster, peer: BgpPeer): TellLens =>
  () => {
    const sessions = sessionsOf(cluster, peer);
    const down = sessions.filter((session) => session.down !== undefined).length;
    if (sessions.length === 0) return { title: 'no session', action: showRoutes };
    const all = count(sessions.length, 'session');
    const title =
      down === 0 ? all : down === sessions.length ? `${all}, down` : `${all}, ${String(down)} of them down`;
    return { title, action: showRoutes };
  };

/** `2 blocks on 2 nodes, 4 pods`. */
export const poolLens =
  (cluster: Cluster, { cidr }: IpPool): TellLens =>
  () => {
    if (cidr === undefined) return fact('no range');
    const blocks = cluster.nodes.flatMap(({ name }) =>
      blocksOfNode(cluster, name).filter((block) => containsCidr(cidr.value, block.cidr)),
    );
    const nodes = new Set(blocks.map(({ node }) => node));
    const pods = cluster.pods.filter(({ ips }) =>
      ips.some(({ value }) => contains(cidr.value, value)),
    ).length;
    return fact(
      blocks.length === 0
        ? 'no block in use'
        : `${count(blocks.length, 'block')} on ${count(nodes.size, 'node')}, ${count(pods, 'pod')}`,
    );
  };
