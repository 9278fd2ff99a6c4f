import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { familyOfCidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';
import type { Announcement } from './announcements.ts';
import { exportedByItself } from './exportPolicy.ts';
import { inMesh, meshOrigin, peerSessions, type Session } from './sessions.ts';

/** The sessions of a cluster as one would draw them: those of BGPPeers one by one, the mesh as one thing. */
export interface SessionPicture {
  readonly peers: readonly PicturedSession[];
  readonly mesh: PicturedMesh | undefined;
}

export interface PicturedSession {
  readonly session: Session;
  /** What the node offers here of its own; empty while the session is down. */
  readonly announces: readonly Announcement[];
}

export interface PicturedMesh {
  readonly nodes: readonly { readonly node: BgpNode; readonly announces: readonly Announcement[] }[];
  readonly because: Origin;
}

/** In node order, and of one node in the order of its BGPPeers. */
export function sessions(cluster: Cluster, family: IpFamily): SessionPicture {
  const nodes = bgpNodes(cluster);
  const members = nodes.filter((node) => node.addresses[family] !== undefined && inMesh(cluster, node));
  return {
    peers: nodes.flatMap((node) =>
      peerSessions(cluster, node, family).map((session) => ({
        session,
        announces: session.down === undefined ? exportable(cluster, node, family) : [],
      })),
    ),
    mesh:
      members.length < 2
        ? undefined
        : {
            nodes: members.map((node) => ({ node, announces: exportable(cluster, node, family) })),
            because: meshOrigin(cluster),
          },
  };
}

const exportable = (cluster: Cluster, node: BgpNode, family: IpFamily): readonly Announcement[] =>
  exportedByItself(cluster, node).filter(({ prefix }) => familyOfCidr(prefix) === family);
