import type { IpFamily } from '../../net/ip.ts';
import { merge, written, type Origin } from '../../origin/origin.ts';
import type {
  EndpointAddress,
  EndpointPort,
  Endpoints,
  EndpointSlice,
  EndpointSubset,
} from '../../resources/k8s/endpoints.ts';
import type { Service, ServicePort } from '../../resources/k8s/service.ts';
import { namespaceOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type { ClusterEndpoint, ClusterEndpointSlice, ClusterPod } from '../cluster.ts';
import { ipOfFamily, protocolOf } from './pods.ts';

/** discovery.k8s.io/v1: an unknown `ready` counts as ready, `serving` defaults to `ready`, `terminating` to false. */
export function fromEndpointSlice(slice: EndpointSlice): ClusterEndpointSlice | undefined {
  const type = slice.addressType?.value;
  if (type !== 'IPv4' && type !== 'IPv6') return undefined;
  const endpoints = slice.endpoints.flatMap((endpoint) => {
    const ready = endpoint.ready?.value ?? true;
    // Consumers use the first address only (discovery/v1 Endpoint.addresses).
    return endpoint.addresses.slice(0, 1).map((address): ClusterEndpoint => ({
      address: address.value,
      ready,
      serving: endpoint.serving?.value ?? ready,
      terminating: endpoint.terminating?.value ?? false,
      nodeName: endpoint.nodeName?.value,
      zone: endpoint.zone?.value,
      hintedZones: endpoint.hintedZones,
      hintedNodes: endpoint.hintedNodes,
      pod: endpoint.targetPod === undefined ? undefined : `${namespaceOf(slice)}/${endpoint.targetPod}`,
      because: written(address.span, 'this endpoint'),
    }));
  });
  return { family: type === 'IPv4' ? 4 : 6, source: 'EndpointSlice', ports: toPorts(slice.ports), endpoints };
}

const toPorts = (ports: readonly EndpointPort[]): ClusterEndpointSlice['ports'] =>
  ports.flatMap(({ name, port, protocol }) =>
    port === undefined ? [] : [{ name: name?.value ?? '', protocol: protocolOf(protocol), port: port.value }],
  );

/** What the EndpointSlice mirroring controller makes of hand-written Endpoints: a slice for each subset and family. */
export const fromEndpoints = (endpoints: Endpoints): readonly ClusterEndpointSlice[] =>
  endpoints.subsets.flatMap((subset) =>
    ([4, 6] as const).flatMap((family) => sliceOfSubset(subset, family, namespaceOf(endpoints)) ?? []),
  );

function sliceOfSubset(
  subset: EndpointSubset,
  family: IpFamily,
  namespace: string,
): ClusterEndpointSlice | undefined {
  const toEndpoint =
    (ready: boolean) =>
    ({ ip, nodeName, targetPod }: EndpointAddress): ClusterEndpoint => ({
      address: ip.value,
      ready,
      serving: ready,
      terminating: false,
      nodeName: nodeName?.value,
      zone: undefined,
      hintedZones: undefined,
      hintedNodes: undefined,
      pod: targetPod === undefined ? undefined : `${namespace}/${targetPod}`,
      because: written(ip.span, 'this endpoint'),
    });
  const ofFamily = ({ ip }: EndpointAddress): boolean => ip.value.includes(':') === (family === 6);
  const endpoints = [
    ...subset.addresses.filter(ofFamily).map(toEndpoint(true)),
    ...subset.notReadyAddresses.filter(ofFamily).map(toEndpoint(false)),
  ];
  return endpoints.length === 0
    ? undefined
    : { family, source: 'Endpoints', ports: toPorts(subset.ports), endpoints };
}

/** Pods by one label of theirs, so that a selector looks at few. */
export type PodIndex = (
  namespace: string,
  selector: ReadonlyMap<string, Located<string>>,
) => readonly ClusterPod[];

export function indexPods(pods: readonly ClusterPod[]): PodIndex {
  const byLabel = new Map<string, ClusterPod[]>();
  for (const pod of pods) {
    for (const [key, value] of pod.labels) {
      const label = `${pod.namespace}\n${key}\n${value}`;
      const list = byLabel.get(label);
      if (list === undefined) byLabel.set(label, [pod]);
      else list.push(pod);
    }
  }
  return (namespace, selector) => {
    const [first] = selector;
    if (first === undefined) return [];
    const candidates = byLabel.get(`${namespace}\n${first[0]}\n${first[1].value}`) ?? [];
    if (selector.size === 1) return candidates;
    return candidates.filter(({ labels }) =>
      [...selector].every(([key, { value }]) => labels.get(key) === value),
    );
  };
}

/**
 * What the EndpointSlice controller would write for a selector: pods with an address, grouped by what their named
 * target ports resolve to (staging/src/k8s.io/endpointslice/utils.go: getEndpointPorts).
 */
export function fromSelector(
  service: Service,
  pods: readonly ClusterPod[],
  families: readonly IpFamily[],
): readonly ClusterEndpointSlice[] {
  return families.flatMap((family) => {
    const groups = new Map<string, { ports: ClusterEndpointSlice['ports']; endpoints: ClusterEndpoint[] }>();
    for (const pod of pods) {
      const endpoint = toEndpoint(service, pod, family);
      if (endpoint === undefined) continue;
      const ports = service.ports.flatMap((port) => resolveTargetPort(port, pod));
      const key = ports.map(({ name, port }) => `${name}=${String(port)}`).join(',');
      const group = groups.get(key) ?? { ports, endpoints: [] };
      groups.set(key, group);
      group.endpoints.push(endpoint);
    }
    return [...groups.values()].map(({ ports, endpoints }): ClusterEndpointSlice => ({
      family,
      source: 'selector',
      ports,
      endpoints,
    }));
  });
}

function toEndpoint(service: Service, pod: ClusterPod, family: IpFamily): ClusterEndpoint | undefined {
  const ip = ipOfFamily(pod, family);
  if (ip === undefined) return undefined;
  const serving = pod.ready;
  return {
    address: ip.value,
    ready: service.publishNotReadyAddresses?.value === true || (serving && !pod.terminating),
    serving,
    terminating: pod.terminating,
    nodeName: pod.node?.value,
    zone: undefined,
    hintedZones: undefined,
    hintedNodes: undefined,
    pod: `${pod.namespace}/${pod.name}`,
    because: endpointOrigin(service, pod, ip.because),
  };
}

const endpointOrigin = (service: Service, pod: ClusterPod, address: Origin): Origin =>
  service.selectorAt === undefined
    ? merge(pod.because, address)
    : merge(written(service.selectorAt, `selects ${pod.name}`), pod.because, address);

/** A named target port is looked up in the pod; a pod that does not name it takes no part under that port. */
function resolveTargetPort(
  { name, protocol, port, targetPort }: ServicePort,
  pod: ClusterPod,
): ClusterEndpointSlice['ports'] {
  if (port === undefined) return [];
  const wanted = targetPort?.value ?? port.value;
  const transport = protocolOf(protocol);
  const resolved =
    typeof wanted === 'number'
      ? wanted
      : pod.ports.find((known) => known.name === wanted && known.protocol === transport)?.port;
  return resolved === undefined ? [] : [{ name: name?.value ?? '', protocol: transport, port: resolved }];
}
