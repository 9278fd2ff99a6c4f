import type { ProxyEndpoint } from './endpoints.ts';
import type { ProxyNode } from './proxyNode.ts';
import type { ServicePortInfo } from './services.ts';

const everyEndpoint = (): boolean => true;

/**
 * Which ready endpoints topology leaves this node: those hinted for the node itself, else for its zone, else all
 * (pkg/proxy/topology.go: topologyModeFromHints; canUseTopology before 1.33).
 */
export function preferredByHints(
  info: ServicePortInfo,
  proxy: ProxyNode,
): (endpoint: ProxyEndpoint) => boolean {
  const { zone, hostname } = proxy;
  const ready = info.endpoints.filter(({ endpoint }) => endpoint.ready);
  if (ready.length === 0) return everyEndpoint;
  if (proxy.enabled('PreferSameTrafficDistribution') && areHinted(ready, nodesOf, hostname))
    return (one) => nodesOf(one).includes(hostname);
  if (!hintsCount(info, proxy) || zone === undefined || zone === '') return everyEndpoint;
  return areHinted(ready, zonesOf, zone) ? (one) => zonesOf(one).includes(zone) : everyEndpoint;
}

/** Before 1.24: the endpoints hinted for this zone, or all when one has no hint or none is for this zone. */
export function hintedEndpoints(info: ServicePortInfo, proxy: ProxyNode): readonly ProxyEndpoint[] {
  const { endpoints } = info;
  const { zone, behaviour } = proxy;
  if (!hintsCount(info, proxy) || zone === undefined || zone === '') return endpoints;
  const counting = behaviour.hintsOfUnready ? endpoints : endpoints.filter(({ endpoint }) => endpoint.ready);
  return areHinted(counting, zonesOf, zone)
    ? counting.filter((one) => zonesOf(one).includes(zone))
    : endpoints;
}

const zonesOf = ({ endpoint }: ProxyEndpoint): readonly string[] => endpoint.hintedZones ?? [];
const nodesOf = ({ endpoint }: ProxyEndpoint): readonly string[] => endpoint.hintedNodes ?? [];

/** Every one has hints, and at least one is hinted for this place. */
const areHinted = (
  endpoints: readonly ProxyEndpoint[],
  hintsOf: (endpoint: ProxyEndpoint) => readonly string[],
  place: string,
): boolean =>
  endpoints.every((one) => hintsOf(one).length > 0) && endpoints.some((one) => hintsOf(one).includes(place));

/** Whether this service asks for topology in the version's way. */
function hintsCount({ service }: ServicePortInfo, { behaviour, enabled }: ProxyNode): boolean {
  if (!enabled('TopologyAwareHints')) return false;
  const name = behaviour.hintsAnnotations.find((annotation) => service.annotations.has(annotation));
  const value = name === undefined ? '' : (service.annotations.get(name) ?? '');
  const notDisabled = value !== '' && value !== 'disabled' && value !== 'Disabled';
  switch (behaviour.hintsWanted) {
    case 'autoAnnotation':
      return value === 'Auto' || value === 'auto';
    case 'annotation':
      return notDisabled;
    case 'annotationOrGate':
      return notDisabled || enabled('ServiceTrafficDistribution');
    case 'nothing':
      return true;
  }
}
