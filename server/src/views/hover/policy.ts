import type { GlobalNetworkPolicy } from '../../resources/calico/policy.ts';
import { parseSelector } from '../../resources/selector/parse.ts';
import { matchesSelector } from '../../resources/selector/match.ts';
import { nameOf } from '../../resources/meta.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import type { PathAt } from './path.ts';

/** Where in a packet's path a policy stands, and what its selector matches. */
export function hoverPolicy(
  context: ViewContext,
  policy: GlobalNetworkPolicy,
  { keys }: PathAt,
): string | undefined {
  const [top, field] = keys;
  if (top !== 'spec' || field === undefined || keys.length > 3) return undefined;
  if (field === 'selector') return selectorHover(context, policy);
  return meanings[field];
}

const meanings: Readonly<Record<string, string>> = {
  preDNAT:
    'Applies in **mangle PREROUTING**, before kube-proxy translates the destination: rules see the node port or the service address the client used, not the pod. Ingress only; only host endpoints; there is no implicit deny at its end.\n\nraw → **mangle PREROUTING (here)** → nat PREROUTING (kube-proxy) → routing → filter',
  applyOnForward:
    'Applies to traffic that passes **through** the host too (filter FORWARD), such as node-port traffic on its way to a pod, not only to traffic that ends or starts on the host.',
  doNotTrack:
    'Applies in **raw PREROUTING and OUTPUT**, before connection tracking: allowed packets are not tracked, so kube-proxy cannot translate them and replies need a rule of their own.',
  order:
    'Policies with a lower order are asked first; without an order, last. The first rule that allows or denies decides.',
  types:
    'Which directions this policy governs. A governed direction ends in a deny for every endpoint it selects (not so for preDNAT and doNotTrack policies).',
  namespaceSelector:
    'Selects pods by the labels of their namespace. Host endpoints have no namespace, so none is selected.',
};

function selectorHover({ cluster }: ViewContext, { selector }: GlobalNetworkPolicy): string | undefined {
  const parsed = parseSelector(selector?.value ?? 'all()');
  if (!('selector' in parsed)) return undefined;
  const pods = cluster.pods.filter(
    ({ labels, hostNetwork }) => !hostNetwork && matchesSelector(parsed.selector, labels),
  );
  const hosts = cluster.resources
    .ofKind('HostEndpoint')
    .filter(({ meta }) =>
      matchesSelector(parsed.selector, new Map([...meta.labels].map(([key, { value }]) => [key, value]))),
    );
  return [
    `Selects ${count(hosts.length, 'host endpoint')}${hosts.length === 0 ? '' : `: ${listed(hosts.map(nameOf))}`}`,
    `and ${count(pods.length, 'pod')}${pods.length === 0 ? '' : `: ${listed(pods.map(({ namespace, name }) => `${namespace}/${name}`))}`}.`,
  ].join(' ');
}
