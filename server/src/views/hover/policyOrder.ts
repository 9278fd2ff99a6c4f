import type { Cluster } from '../../cluster/cluster.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import { linkTo, plain } from '../links.ts';
import { isPolicy, selectedEndpoints, type Policy } from '../selected.ts';
import type { ViewContext } from '../viewContext.ts';

/** Kubernetes' own policies take part with this order (libcalico-go conversion.go: K8sNetworkPolicyToCalico). */
const kubernetesOrder = 1000;
const mostListed = 8;

/** The policies that some endpoint of this one is governed by too, in the order in which they are asked. */
export function askedInOrder({ cluster, locate }: ViewContext, policy: Policy): string {
  const met = cluster.resources.all
    .filter(isPolicy)
    .filter(
      (other) => other === policy || (stageOf(other) === stageOf(policy) && meet(cluster, policy, other)),
    )
    .sort(byOrder);
  const at = met.indexOf(policy);
  const from = Math.max(0, Math.min(at - mostListed + 2, met.length - mostListed));
  const lines = met.slice(from, from + mostListed).map((each, i) => {
    const order = orderOf(each);
    const name =
      each === policy ? `**${plain(nameOf(each))}**` : linkTo(locate, nameOf(each), titleSpan(each));
    return `${String(from + i + 1)}. ${name} (${order === Infinity ? 'no order' : String(order)})`;
  });
  const more = met.length > mostListed ? [`\n${String(met.length)} in all.`] : [];
  if (met.length === 1) return 'No other policy governs the same endpoints at this stage.';
  return ['On the same endpoints:', '', ...lines, ...more].join('\n');
}

/** Policies of different stages and tiers are not asked in one row. */
const stageOf = (policy: Policy): string =>
  policy.kind === 'NetworkPolicy'
    ? 'normal default'
    : `${policy.preDNAT?.value === true ? 'preDNAT' : policy.doNotTrack?.value === true ? 'doNotTrack' : 'normal'} ${policy.tier?.value ?? 'default'}`;

const orderOf = (policy: Policy): number =>
  policy.kind === 'NetworkPolicy' ? kubernetesOrder : (policy.order?.value ?? Infinity);

/** Of equal orders the name decides. */
function byOrder(a: Policy, b: Policy): number {
  const [first, second] = [orderOf(a), orderOf(b)];
  if (first !== second) return first < second ? -1 : 1;
  return nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0;
}

function meet(cluster: Cluster, a: Policy, b: Policy): boolean {
  const ofA = selectedEndpoints(a, cluster);
  const ofB = selectedEndpoints(b, cluster);
  if (ofA === undefined || ofB === undefined) return false;
  const pods = new Set(ofB.pods);
  return ofA.pods.some((pod) => pods.has(pod)) || ofA.hosts.some((host) => ofB.hosts.includes(host));
}
