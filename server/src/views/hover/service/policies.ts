import { shownVersion } from '../../../cluster/kubernetesVersion.ts';
import { code, plain } from '../../links.ts';
import { listed } from '../../words.ts';
import { forEachPort, insideTable, outsideTable } from './nodeTable.ts';
import { endpointsOf } from './selector.ts';
import { isOn, type AskedService, type ServiceHover } from './serviceHover.ts';

export const policyHovers: Readonly<Record<string, ServiceHover>> = {
  'spec.externalTrafficPolicy': externalPolicy,
  'spec.internalTrafficPolicy': internalPolicy,
  'spec.sessionAffinity': affinity,
  'spec.sessionAffinityConfig.clientIP.timeoutSeconds': affinity,
  'spec.publishNotReadyAddresses': notReady,
  'spec.trafficDistribution': distribution,
  'spec.healthCheckNodePort': healthCheck,
};

export function externalPolicy({ context, service }: AskedService): string | undefined {
  const isExternal = service.type !== 'ClusterIP' || service.externalIPs.length > 0;
  if (!isExternal)
    return 'Without effect: a ClusterIP Service without external IPs takes nothing from outside.';
  const meaning =
    service.externalTrafficPolicy.value === 'Local'
      ? 'What comes from outside stays on the node it came to, and pods see the client’s address.'
      : 'Any node takes what comes from outside for any endpoint. It masquerades, so that answers come back through it.';
  const { cluster } = context;
  const nodes = forEachPort(service, (port) => outsideTable(cluster, service, port));
  return [meaning, ...(nodes === undefined ? [] : [nodes])].join('\n\n');
}

function internalPolicy({ context: { cluster }, service }: AskedService): string | undefined {
  const isLocal = service.internalTrafficPolicy.value === 'Local';
  if (isLocal && !isOn(cluster, 'ServiceInternalTrafficPolicy'))
    return `Without effect in Kubernetes ${shownVersion(cluster.version.value)}: the feature gate ${code('ServiceInternalTrafficPolicy')} is off.`;
  const meaning = isLocal
    ? 'What pods and nodes send to the cluster IP stays on the node it starts from.'
    : 'What pods and nodes send to the cluster IP goes to any endpoint.';
  const nodes = forEachPort(service, (port) => insideTable(cluster, service, port));
  return [meaning, ...(nodes === undefined ? [] : [nodes])].join('\n\n');
}

/** How long, and who remembers it, by mode. */
function affinity({ context: { cluster }, service }: AskedService): string {
  const { sessionAffinitySeconds: seconds } = service;
  if (seconds === undefined) return 'Every new connection chooses its endpoint anew.';
  const where = {
    iptables: 'Each node remembers by itself, each port apart.',
    ipvs: `Each node remembers by itself (${code(`persistent ${String(seconds.value)}`)} of each virtual server).`,
    nftables: 'Each node remembers by itself, in a set for each endpoint.',
  }[cluster.kubeProxy.mode.value];
  return `Connections from one client address go to one endpoint until the client was silent for ${String(seconds.value)} seconds. ${where} Clients behind one NAT address count as one.`;
}

function notReady({ service, resource }: AskedService): string {
  const waiting = endpointsOf(service).filter(({ serving }) => !serving);
  const names = waiting.flatMap(({ pod }) => (pod === undefined ? [] : [plain(pod)]));
  const now = waiting.length === 0 ? 'Here every pod is ready.' : `Here that is ${listed(names)}.`;
  return resource.publishNotReadyAddresses?.value === true
    ? `Pods that are not ready count as ready endpoints, in DNS and for kube-proxy. ${now}`
    : `Only ready pods take new connections. ${waiting.length === 0 ? now : `Not ready: ${listed(names)}.`}`;
}

/** kube-proxy only follows hints; somebody else writes them into the slices. */
function distribution({ context: { cluster }, service }: AskedService): string {
  const version = shownVersion(cluster.version.value);
  if (!isOn(cluster, 'ServiceTrafficDistribution'))
    return `Without effect in Kubernetes ${version}: the feature gate ${code('ServiceTrafficDistribution')} is off there.`;
  const value = service.trafficDistribution ?? '';
  if (value !== 'PreferClose' && !isOn(cluster, 'PreferSameTrafficDistribution'))
    return `${code(value)} is not known in Kubernetes ${version}; ${code('PreferClose')} is.`;
  const place = value === 'PreferSameNode' ? 'its own node, else in its zone' : 'its own zone';
  const meaning = `Each node keeps to the endpoints hinted for ${place}, as long as every ready endpoint has a hint and one is meant for it; else it takes any.`;
  const hinted = endpointsOf(service).some(
    ({ hintedZones, hintedNodes }) => hintedZones !== undefined || hintedNodes !== undefined,
  );
  const tables = hinted ? forEachPort(service, (port) => insideTable(cluster, service, port)) : undefined;
  return [
    meaning,
    tables ??
      'The hints stand in EndpointSlices, which the cluster writes. The workspace has none with hints for this Service, so every node is shown to take any.',
  ].join('\n\n');
}

/** kube-proxy answers at this port whether the node has ready endpoints of its own (pkg/proxy/healthcheck/service_health.go). */
function healthCheck({ context: { cluster }, service }: AskedService): string {
  const { healthCheckNodePort: port } = service;
  if (port === undefined)
    return `Without effect: only a LoadBalancer Service with ${code('externalTrafficPolicy: Local')} has one.`;
  const has = (node: string): boolean =>
    endpointsOf(service).some(({ nodeName, ready }) => ready && nodeName === node);
  const names = cluster.nodes.map(({ name }) => name);
  const [up, down] = [names.filter(has), names.filter((name) => !has(name))];
  return [
    `On this port kube-proxy tells load balancers over HTTP which nodes may get traffic.`,
    `- 200: ${up.length === 0 ? 'no node' : listed(up.map(plain))}\n- 503: ${down.length === 0 ? 'no node' : `${listed(down.map(plain))}, without a ready endpoint`}`,
  ].join('\n\n');
}
