import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import {
  peerSessions,
  sessionsOfNode,
  sessionsWithHost,
  type Session,
  type Speaker,
} from '../../dataplane/routing/sessions.ts';
import type { IpFamily } from '../../net/ip.ts';

/** The BGP speaker of this name: a node, or a machine outside that speaks BGP. */
export function findSpeaker(cluster: Cluster, name: string): Speaker | undefined {
  const node = bgpNodes(cluster).find((candidate) => candidate.name === name);
  if (node !== undefined) return { kind: 'node', node };
  const host = cluster.externalHosts.find((candidate) => candidate.name === name);
  return host?.bgp === undefined ? undefined : { kind: 'external', host };
}

export const speakerName = (speaker: Speaker): string =>
  speaker.kind === 'node' ? speaker.node.name : speaker.host.name;

/** The sessions that a speaker takes part in; without one those of all BGPPeers, the mesh left out. */
export function sessionsAt(
  cluster: Cluster,
  speaker: Speaker | undefined,
  family: IpFamily,
): readonly Session[] {
  if (speaker === undefined) return bgpNodes(cluster).flatMap((node) => peerSessions(cluster, node, family));
  return speaker.kind === 'node'
    ? sessionsOfNode(cluster, speaker.node, family)
    : sessionsWithHost(cluster, speaker.host, family);
}
