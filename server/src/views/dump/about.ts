import type { ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { isSimulated, type Fact, type Origin } from '../../origin/origin.ts';
import type { Locate, Place } from '../../text/span.ts';
import { code, linkToCause, plain } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';

/** What there is to say about a name, and where the object behind it is written. */
export interface About {
  readonly markdown: string;
  readonly places: readonly Place[];
}

/** The answer of the first cluster that has one. */
export function fromFirst<T>(
  contexts: readonly ViewContext[],
  ask: (context: ViewContext) => T | undefined,
): T | undefined {
  for (const context of contexts) {
    const answer = ask(context);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The first place that a manifest says. */
export function placesOf(locate: Locate, because: Origin): readonly Place[] {
  for (const cause of because) {
    const place = cause.kind === 'manifest' ? locate(cause.span) : undefined;
    if (place !== undefined) return [place];
  }
  return [];
}

/** `Service [yaobank/customer](…) port http, 80/tcp: cluster IP 10.49.60.52, node port 30180`. */
export function shownServicePort(
  { locate }: ViewContext,
  service: ClusterService,
  port: ClusterServicePort,
): string {
  const link = linkToCause(locate, `${service.namespace}/${service.name}`, service.because);
  const named = port.name === '' ? '' : ` port ${code(port.name)}`;
  const addresses = [
    ...service.clusterIPs.map((ip) => `cluster IP ${shownFact(ip)}`),
    ...service.externalIPs.map((ip) => `external IP ${shownFact(ip)}`),
    ...service.loadBalancerIngress.map(({ ip }) => `load balancer IP ${shownFact(ip)}`),
    ...(port.nodePort === undefined ? [] : [`node port ${shownFact(port.nodePort)}`]),
  ];
  const list = addresses.length === 0 ? '' : `: ${addresses.join(', ')}`;
  return `Service ${link}${named}, ${String(port.port)}/${port.protocol}${list}`;
}

export const shownFact = ({ value, because }: Fact<string | number>): string =>
  `${code(value)}${isSimulated(because) ? ' (simulated)' : ''}`;

export const shownPod = (pod: string | undefined, node: string | undefined): string =>
  [pod === undefined ? undefined : `pod ${plain(pod)}`, node === undefined ? undefined : `on ${plain(node)}`]
    .filter((part) => part !== undefined)
    .join(' ');
