import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import { containsCidr, parseCidr } from '../../net/cidr.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import { nameOf } from '../../resources/meta.ts';
import { code, plain } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { coveredBy } from './address.ts';
import { announcedTable, isOfService } from './announcedRoutes.ts';
import { fieldName, type PathAt } from './path.ts';

/** What nodes announce because of the cluster's BGPConfiguration, and how they are peered. */
export function hoverBgpConfiguration(
  context: ViewContext,
  resource: BgpConfiguration,
  path: PathAt,
): string | undefined {
  const [top, field] = path.keys;
  const name = nameOf(resource);
  if (top === 'metadata' && field !== 'name') return undefined;
  if (name !== 'default' && !name.startsWith('node.'))
    return `Ignored: only the BGPConfiguration named ${code('default')}, and ${code('node.NAME')} for some settings of one node, are read.`;
  return fields[fieldName(path).replace(/\.cidr$/, '')]?.(context, path);
}

type FieldHover = (context: ViewContext, path: PathAt) => string | undefined;

/** On the range itself the hover says what it covers, too. */
const ofRanges: FieldHover = (context, { scalar, onKey }) => {
  if (scalar === undefined || onKey) return announced(context);
  const range = typeof scalar.value === 'string' ? parseCidr(scalar.value.trim())?.network : undefined;
  if (range === undefined) return undefined;
  const inside = announcedTable(
    context.cluster,
    (one) => isOfService(one) && containsCidr(range, one.prefix),
    'Nothing of it is announced.',
  );
  return `${coveredBy(context, range)}\n\n${inside}`;
};

const fields: Readonly<Record<string, FieldHover>> = {
  'spec.serviceClusterIPs': ofRanges,
  'spec.serviceExternalIPs': ofRanges,
  'spec.serviceLoadBalancerIPs': ofRanges,
  'spec.serviceLoadBalancerAggregation': announced,
  'spec.nodeToNodeMeshEnabled': mesh,
  'spec.asNumber': (context) =>
    `The AS number of every node that has none of its own: ${asNumbers(context)}.`,
};

function announced({ cluster }: ViewContext): string {
  return announcedTable(cluster, isOfService, 'No node announces a service route.');
}

function mesh({ cluster }: ViewContext): string {
  const nodes = bgpNodes(cluster);
  const members = nodes.filter(({ clusterId }) => clusterId === undefined);
  if (bgpSettings(cluster).mesh.value)
    return members.length < 2
      ? 'Every node has a session with every other one; here there is only one.'
      : `Each of ${String(members.length)} nodes has a session with every other one: ${String((members.length * (members.length - 1)) / 2)} in all. Route reflectors keep out.`;
  return 'Nodes have no sessions with each other but those that BGPPeers open. Without any they do not learn the way to each other’s pods (unless VXLAN brings it).';
}

function asNumbers({ cluster }: ViewContext): string {
  const byNumber = new Map<number, string[]>();
  for (const { name, asNumber } of bgpNodes(cluster))
    byNumber.set(asNumber.value, [...(byNumber.get(asNumber.value) ?? []), plain(name)]);
  return [...byNumber].map(([number, nodes]) => `${String(number)} on ${listed(nodes)}`).join('; ');
}
