import { announcements } from '../../dataplane/routing/announcements.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import { nameOf } from '../../resources/meta.ts';
import { familyInUse } from '../caused.ts';
import type { ViewContext } from '../viewContext.ts';
import type { PathAt } from './path.ts';

/** What nodes announce because of a BGPConfiguration, and to whom a BGPPeer opens sessions. */
export function hoverBgp(
  context: ViewContext,
  resource: BgpConfiguration | BgpPeer,
  { keys, scalar, onKey }: PathAt,
): string | undefined {
  const [top, field] = keys;
  if (top !== 'spec' || field === undefined) return undefined;
  if (resource.kind === 'BGPConfiguration' && nameOf(resource) !== 'default') {
    return 'Only the BGPConfiguration named `default` holds for the cluster; this one announces nothing.';
  }
  if (
    field.startsWith('service') &&
    (onKey || scalar === undefined || field === 'serviceLoadBalancerAggregation')
  )
    return announcedTable(context);
  return meanings[field];
}

const meanings: Readonly<Record<string, string>> = {
  nodeToNodeMeshEnabled:
    'Every node has a BGP session with every other one. Without the mesh and without BGPPeers, nodes do not learn where the pods of the others are.',
  asNumber:
    'Equal numbers on both ends make a session iBGP, different ones eBGP. What is learned by iBGP is not passed on to another iBGP peer.',
  peerIP: 'The nodes that this peer is for open a session to this address.',
};

function announcedTable({ cluster }: ViewContext): string {
  const rows = cluster.nodes.map(({ name }) => {
    const prefixes = announcements(cluster, name, familyInUse(cluster))
      .filter(({ reason }) => reason.kind === 'serviceRange' || reason.kind === 'serviceAddress')
      .map(({ prefix }) => `\`${prefix}\``);
    return `| ${name} | ${prefixes.join(', ') || 'nothing'} |`;
  });
  return `Service routes that each node announces:\n\n| node | prefixes |\n|---|---|\n${rows.join('\n')}`;
}
