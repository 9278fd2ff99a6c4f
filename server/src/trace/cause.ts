import type { ClusterService } from '../cluster/cluster.ts';
import { merge, type Origin } from '../origin/origin.ts';
import type { ServiceDoor } from './service.ts';
import { sameStation, stationName } from './station.ts';
import type { Journey, Trace } from './trace.ts';

export interface Cause {
  readonly text: string;
  readonly because: Origin;
}

/** Which fact of the service's made the journey what it is; undefined where no single one did. */
export function causeOf(trace: Trace, journey: Journey): Cause | undefined {
  const { door } = trace;
  if (door === undefined) return undefined;
  if (journey.delivered === undefined) return refusalCause(trace, door, journey);
  return journey.stop === undefined ? sourceCause(trace, door, journey) : answerCause(door, journey);
}

const nameOf = ({ namespace, name }: ClusterService): string => `${namespace}/${name}`;

interface Policy {
  readonly field: 'externalTrafficPolicy' | 'internalTrafficPolicy';
  readonly value: 'Cluster' | 'Local';
  readonly because: Origin;
}

/** Which of the two traffic policies a door is under. */
function policyOf({ service, door }: ServiceDoor): Policy {
  const field = door === 'cluster IP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
  return { field, ...service[field] };
}

/** Dropped or rejected: for want of endpoints, by the traffic policy, or by the source ranges. */
function refusalCause(trace: Trace, door: ServiceDoor, { stop, endedAt }: Journey): Cause | undefined {
  const { service } = door;
  if (stop?.kind !== 'dropped' && stop?.kind !== 'rejected') return undefined;
  const ready = readyEndpoints(trace, door);
  if (ready.length === 0)
    return { text: `${nameOf(service)} has no ready endpoint.`, because: service.because };
  if (isFirewall(stop.rule)) {
    const [first, ...more] = service.loadBalancerSourceRanges;
    if (first === undefined) return undefined;
    return {
      text: `loadBalancerSourceRanges of ${nameOf(service)} does not hold ${trace.packet.source}.`,
      because: merge(first.because, ...more.map(({ because }) => because)),
    };
  }
  const policy = policyOf(door);
  const at = stationName(endedAt);
  if (policy.value !== 'Local' || ready.some(({ nodeName }) => nodeName === at)) return undefined;
  const text = `${policy.field} is Local, and ${nameOf(service)} has no ready endpoint on ${at}; ${elsewhere(ready)}.`;
  return { text, because: merge(policy.because, ...ready.map(({ because }) => because)) };
}

/** iptables' and IPVS' chain is KUBE-PROXY-FIREWALL or KUBE-SOURCE-RANGES-FIREWALL, nftables' begins with `firewall-`. */
const isFirewall = (rule: string | undefined): boolean => /firewall/i.test(rule ?? '');

type Endpoint = ClusterService['slices'][number]['endpoints'][number];

/** The endpoints of the door's port that take new connections. */
const readyEndpoints = ({ family }: Trace, { service, port }: ServiceDoor): readonly Endpoint[] =>
  service.slices
    .filter((slice) => slice.family === family && slice.ports.some(({ name }) => name === port.name))
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ ready }) => ready);

function elsewhere(endpoints: readonly Endpoint[]): string {
  const [only, ...more] = endpoints;
  if (only !== undefined && more.length === 0)
    return `its only one is ${only.address} on ${only.nodeName ?? 'an unknown node'}`;
  const nodes = [...new Set(endpoints.map(({ nodeName }) => nodeName ?? 'an unknown node'))].sort();
  return `it has ${String(endpoints.length)}, on ${nodes.join(', ')}`;
}

/** Why the source is the client's or the node's. */
function sourceCause(trace: Trace, door: ServiceDoor, { delivered }: Journey): Cause | undefined {
  if (delivered === undefined) return undefined;
  const hidden = delivered.packet.source !== trace.packet.source;
  if (!hidden) return keptCause(door);
  if (sameStation(delivered.at, trace.from))
    return {
      text: 'The pod reaches itself through its service: without masquerading it would answer itself directly.',
      because: door.service.because,
    };
  const { masqueradeAll, detectLocal } = trace.cluster.kubeProxy;
  if (door.door === 'cluster IP')
    return masqueradeAll.value
      ? {
          text: 'kube-proxy masquerades everything for cluster IPs (masqueradeAll).',
          because: masqueradeAll.because,
        }
      : {
          text: `The client is none of the cluster's pods, and kube-proxy masquerades what others send to a cluster IP.`,
          because: detectLocal.because,
        };
  return doorCause(door);
}

/** `shop/web opens a node port with externalTrafficPolicy Cluster, the default.` */
function doorCause({ service, port, door }: ServiceDoor): Cause {
  const { value, because } = service.externalTrafficPolicy;
  const isDefault = because.some(({ kind }) => kind === 'default');
  const opened = door === 'node port' ? (port.nodePort?.because ?? port.because) : port.because;
  const article = door === 'external IP' ? 'an' : 'a';
  return {
    text: `${nameOf(service)} opens ${article} ${door} with externalTrafficPolicy ${value}${isDefault ? ', the default' : ''}.`,
    because: isDefault ? merge(opened, because) : merge(because, opened),
  };
}

function keptCause(door: ServiceDoor): Cause | undefined {
  const policy = policyOf(door);
  return policy.field === 'externalTrafficPolicy' && policy.value === 'Local' ? doorCause(door) : undefined;
}

/** The answer is lost when nobody masqueraded and the endpoint is behind another node. */
function answerCause(door: ServiceDoor, { stop }: Journey): Cause | undefined {
  const policy = policyOf(door);
  if (stop?.kind !== 'dropped' || stop.rule !== undefined) return undefined;
  return policy.value === 'Local'
    ? {
        text: `${policy.field} is Local, and the node without an endpoint passed the packet on without masquerading.`,
        because: policy.because,
      }
    : undefined;
}
