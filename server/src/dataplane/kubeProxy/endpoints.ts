import type { ClusterEndpoint, ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { canonicalAddress, isOfFamily } from './addresses.ts';
import { endpointText } from './names.ts';
import { bytewise } from './order.ts';
import type { ProxyNode } from './proxyNode.ts';

/** One address and port behind a service port, seen from one node. */
export interface ProxyEndpoint {
  /** `10.48.0.43:80` or `[fd00:48::2b]:80`: what chain names are made of and comments show. */
  readonly text: string;
  /** Canonical, without brackets. */
  readonly ip: string;
  readonly port: number;
  /** On this node. */
  readonly local: boolean;
  /** Its conditions, node, hints and origin. */
  readonly endpoint: ClusterEndpoint;
}

/**
 * What kube-proxy keeps for a service port out of all slices of its service (pkg/proxy/endpointslicecache.go), each
 * endpoint once, in its order.
 */
export function endpointsOf(
  { slices }: ClusterService,
  { name, protocol }: ClusterServicePort,
  proxy: ProxyNode,
): readonly ProxyEndpoint[] {
  const { behaviour } = proxy;
  const all: ProxyEndpoint[] = [];
  for (const slice of slices) {
    for (const port of slice.ports) {
      if (port.name !== name || port.protocol !== protocol || port.port === 0) continue;
      for (const endpoint of slice.endpoints) {
        const made = toProxyEndpoint(endpoint, port.port, proxy);
        if (made !== undefined) all.push(made);
      }
    }
  }
  all.sort(behaviour.endpointOrder === 'address' ? byAddress : byText);
  return all.some(isRepeated(proxy)) ? eachOnce(all, proxy) : all;
}

/** Whether the one before it in order is the same endpoint. */
const isRepeated =
  ({ behaviour }: ProxyNode) =>
  (one: ProxyEndpoint, i: number, all: readonly ProxyEndpoint[]): boolean => {
    const before = all[i - 1];
    if (before === undefined) return false;
    // In the order of addresses with ports, one address with two ports need not stand together.
    return behaviour.endpointIdentity === 'address' ? all.length > 1 : before.text === one.text;
  };

function eachOnce(all: readonly ProxyEndpoint[], proxy: ProxyNode): readonly ProxyEndpoint[] {
  const kept = new Map<string, ProxyEndpoint>();
  for (const one of all) {
    const identity = proxy.behaviour.endpointIdentity === 'address' ? one.ip : one.text;
    if (!kept.has(identity) || isPreferred(one, proxy)) kept.set(identity, one);
  }
  return [...kept.values()];
}

function toProxyEndpoint(
  endpoint: ClusterEndpoint,
  port: number,
  { family, behaviour, hostname }: ProxyNode,
): ProxyEndpoint | undefined {
  if (!isOfFamily(endpoint.address, family)) return undefined;
  if (behaviour.endpointsKept === 'ready' && !endpoint.ready) return undefined;
  const ip = canonicalAddress(endpoint.address);
  if (ip === undefined) return undefined;
  const shown = behaviour.endpointAddress === 'canonical' ? ip : endpoint.address;
  const local = endpoint.nodeName === hostname;
  return { text: endpointText(shown, port), ip, port, local, endpoint };
}

const isPreferred = ({ local, endpoint }: ProxyEndpoint, { behaviour }: ProxyNode): boolean =>
  behaviour.endpointPreferred === 'local' ? local : !endpoint.terminating;

const byText = (a: ProxyEndpoint, b: ProxyEndpoint): number => bytewise(a.text, b.text);

const byAddress = (a: ProxyEndpoint, b: ProxyEndpoint): number =>
  bytewise(a.endpoint.address, b.endpoint.address) || a.port - b.port;
