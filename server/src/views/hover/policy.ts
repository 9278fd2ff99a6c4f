import { directionsOf } from '../../diagnostics/hostEndpoints.ts';
import type { CalicoPolicy, PolicyRule } from '../../resources/calico/policy.ts';
import { code } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { fieldName, type PathAt } from './path.ts';
import { portsBefore } from './policyPorts.ts';
import { entitySelector, namespaceSelector, policySelector } from './policySelectors.ts';
import { askedInOrder } from './policyOrder.ts';

/** Where in a packet's path a policy of Calico's stands, when it is asked, and what its selectors match. */
export function hoverCalicoPolicy(
  context: ViewContext,
  policy: CalicoPolicy,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  switch (field) {
    case 'spec.selector':
      return policySelector(context, policy);
    case 'spec.namespaceSelector':
      return namespaceSelector(context, policy);
    case 'spec.order':
      return `Lower orders are asked first, policies without one last.\n\n${askedInOrder(context, policy)}`;
    case 'spec.types':
      return typesHover(policy);
    case 'spec.preDNAT':
    case 'spec.applyOnForward':
    case 'spec.doNotTrack':
      return stageHover(policy, field.slice('spec.'.length));
    default:
      return ruleHover(context, policy, path);
  }
}

/** Before DNAT, before connection tracking, or as all other policy (felix/calc/event_sequencer.go: tierInfoToProtoTierInfo). */
const isPreDnat = (policy: CalicoPolicy): boolean => policy.preDNAT?.value === true;
const isUntracked = (policy: CalicoPolicy): boolean => policy.doNotTrack?.value === true;

const stations = [
  'raw PREROUTING',
  'mangle PREROUTING',
  'nat PREROUTING (kube-proxy)',
  'routing',
  'filter',
] as const;

const packetPath = (here: (typeof stations)[number]): string =>
  stations.map((station) => (station === here ? `**${station}: here**` : station)).join(' → ');

function stageHover(policy: CalicoPolicy, field: string): string {
  if (policy.kind !== 'GlobalNetworkPolicy')
    return `Without effect: only a GlobalNetworkPolicy has ${code(field)}.`;
  const isSet = {
    preDNAT: policy.preDNAT,
    doNotTrack: policy.doNotTrack,
    applyOnForward: policy.applyOnForward,
  };
  const value = isSet[field as keyof typeof isSet]?.value === true;
  if (field === 'preDNAT' && value)
    return `${packetPath('mangle PREROUTING')}\n\nRules see the port that the client asked for: a node port or the port of a Service, not that of the pod. Incoming packets of host endpoints only; what no rule matches goes on (there is no deny at the end).`;
  if (field === 'doNotTrack' && value)
    return `${packetPath('raw PREROUTING')}, and raw OUTPUT\n\nAllowed packets are not tracked: kube-proxy cannot translate them, and answers need a rule of their own. Host endpoints only; what no rule matches goes on.`;
  if (field === 'applyOnForward' && value)
    return isPreDnat(policy) || isUntracked(policy)
      ? 'Must be set here: before DNAT nothing is known to be for the host itself.'
      : `${packetPath('filter')}\n\nAlso for what the host forwards, such as node-port traffic on its way to a pod: after DNAT, with the pod’s address and port. What no rule of such policies allows is then dropped; without any, forwarding stays open.`;
  return field === 'applyOnForward'
    ? 'On host endpoints only for what ends or starts on the host itself; what it forwards is not looked at. For pods it makes no difference.'
    : `${packetPath('filter')}\n\nNormal policy, after DNAT: rules see the pod’s address and port.`;
}

function typesHover(policy: CalicoPolicy): string {
  const directions = directionsOf(policy);
  const ends = isPreDnat(policy) || isUntracked(policy);
  const lines = directions.map((direction) => {
    const rules = direction === 'Ingress' ? policy.ingress : policy.egress;
    const rest = ends
      ? 'what no rule matches goes on'
      : rules.length === 0
        ? 'no rule here allows anything, so what no other policy allows is dropped'
        : 'what neither these rules nor another policy allow is dropped';
    return `- ${direction}: ${rest}`;
  });
  const open = (['Ingress', 'Egress'] as const).filter((direction) => !directions.includes(direction));
  return [...lines, ...open.map((direction) => `- ${direction}: not governed by this policy`)].join('\n');
}

function ruleHover(context: ViewContext, policy: CalicoPolicy, path: PathAt): string | undefined {
  const [, direction, index] = path.keys;
  if (direction !== 'ingress' && direction !== 'egress') return undefined;
  const rule = policy[direction][Number(index)];
  const [side, what = ''] = fieldName(path).split('.').slice(2);
  if (rule === undefined) return undefined;
  if (side === 'action') return actionHover(policy, rule);
  if (side !== 'source' && side !== 'destination') return undefined;
  const entity = rule[side];
  if (entity !== undefined && isSelector(what)) return entitySelector(context, policy, entity);
  return `${direction} ${side}` === 'ingress destination'
    ? servedPort(context, policy, path, what)
    : undefined;
}

/** The other ports of a rule are a client's, or those of machines that the cluster does not translate. */
function servedPort(
  { cluster }: ViewContext,
  policy: CalicoPolicy,
  path: PathAt,
  field: string,
): string | undefined {
  if (field !== 'ports' && field !== 'notPorts') return undefined;
  return portsBefore(cluster, path, isPreDnat(policy) || isUntracked(policy) ? 'client' : 'pod');
}

const isSelector = (field: string): boolean =>
  field === 'selector' || field === 'notSelector' || field === 'namespaceSelector';

/** felix/rules/policy.go: CombineMatchAndActionsForProtoRule. */
function actionHover(policy: CalicoPolicy, { action }: PolicyRule): string | undefined {
  switch (action?.value) {
    case 'Allow':
      if (isUntracked(policy))
        return 'Accepted without tracking: no later policy of the host is asked, and nothing is translated.';
      return isPreDnat(policy)
        ? 'Accepted for the host: no later policy of this host endpoint is asked. Policy of the pod that it goes to still is.'
        : 'Accepted: no later policy of this endpoint is asked.';
    case 'Deny':
      return 'Dropped without an answer: the sender times out.';
    case 'Pass':
      return 'Leaves this tier without a verdict: the next tier decides, after the last one the profiles, which let pods’ traffic through.';
    case 'Log':
      return 'Written to the kernel’s log (`calico-packet`); the next rule is asked.';
    case undefined:
      return undefined;
  }
}
