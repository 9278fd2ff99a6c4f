import { memoByKey } from '../../memo/memo.ts';
import { embeddedDocuments } from '../../resources/embedded.ts';
import type { Resource, ResourceOf } from '../../resources/resource.ts';
import { span, type Section } from '../../text/span.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { parseSection } from '../../yaml/parse.ts';
import type { Hover } from '../answers.ts';
import type { Point, ViewContext } from '../viewContext.ts';
import { hoverAddress } from './address.ts';
import { hoverAddressAnnotation } from './addressAnnotations.ts';
import { hoverBgpConfiguration } from './bgp.ts';
import { hoverBgpFilter } from './bgpFilter.ts';
import { hoverBgpPeer } from './bgpPeer.ts';
import { hoverClusterProfile } from './clusterProfile.ts';
import { hoverFelixConfiguration, hoverInstallation } from './felix.ts';
import { hoverHostEndpoint } from './hostEndpoint.ts';
import { hoverIpamConfiguration, hoverIpReservation } from './ipam.ts';
import { hoverIpPool } from './ipPool.ts';
import { hoverKubeProxy } from './kubeProxy.ts';
import { hoverNetworkPolicy } from './networkPolicy.ts';
import { objectAt, pathAt, type PathAt } from './path.ts';
import { hoverNode } from './node.ts';
import { hoverCalicoPolicy } from './policy.ts';
import { hoverService } from './service/hoverService.ts';
import { hoverPod } from './workload.ts';

/** What the field under the pointer leads to; `undefined` where there is nothing to say beyond the schema. */
export function hoverAt(context: ViewContext, { section, offset }: Point): Hover | undefined {
  const resource = context.cluster.resources.all.find(
    (candidate) =>
      candidate.section === section && candidate.span.start <= offset && offset <= candidate.span.end,
  );
  if (resource === undefined) return undefined;
  const path = pathAt(objectNode(section, resource.span.start), offset);
  if (path === undefined) return undefined;
  const markdown = consequences(context, resource, path) ?? hoverAddress(context, path);
  const { start, end } = path.onKey || path.scalar === undefined ? path.entry.key : path.scalar;
  const range = context.locate(span(section, start, end))?.range;
  return markdown === undefined || markdown === '' || range === undefined ? undefined : { markdown, range };
}

/** The node of an object: of the document itself, of a list in it, or of one that a ConfigMap holds. */
function objectNode(section: Section, start: number): YamlNode | undefined {
  const root = rootOf(section);
  const outer = objectAt(root, start);
  if (outer !== undefined || root?.kind !== 'map') return outer;
  return embeddedDocuments(section, root).find((document) => document.start === start);
}

/** A list of a thousand objects is one section, and the pointer moves about in it. */
const rootOf = memoByKey((section: Section): YamlNode | undefined => parseSection(section).root);

type KindHover = (context: ViewContext, resource: Resource, path: PathAt) => string | undefined;

const hovers: readonly KindHover[] = [
  on('Service', hoverService),
  on('GlobalNetworkPolicy', hoverCalicoPolicy),
  on('CalicoNetworkPolicy', hoverCalicoPolicy),
  on('NetworkPolicy', hoverNetworkPolicy),
  on('HostEndpoint', hoverHostEndpoint),
  on('IPPool', hoverIpPool),
  on('Node', hoverNode),
  on('CalicoNode', hoverNode),
  hoverAddressAnnotation,
  on('BGPConfiguration', hoverBgpConfiguration),
  on('BGPPeer', hoverBgpPeer),
  on('BGPFilter', hoverBgpFilter),
  on('FelixConfiguration', hoverFelixConfiguration),
  on('Installation', hoverInstallation),
  on('IPReservation', hoverIpReservation),
  on('IPAMConfiguration', hoverIpamConfiguration),
  on('KubeProxyConfiguration', hoverKubeProxy),
  on('ClusterProfile', hoverClusterProfile),
  hoverPod,
];

function on<K extends Resource['kind']>(
  kind: K,
  hover: (context: ViewContext, resource: ResourceOf<K>, path: PathAt) => string | undefined,
): KindHover {
  const isOfKind = (resource: Resource): resource is ResourceOf<K> => resource.kind === kind;
  return (context, resource, path) => (isOfKind(resource) ? hover(context, resource, path) : undefined);
}

function consequences(context: ViewContext, resource: Resource, path: PathAt): string | undefined {
  for (const hover of hovers) {
    const said = hover(context, resource, path);
    if (said !== undefined) return said;
  }
  return undefined;
}
