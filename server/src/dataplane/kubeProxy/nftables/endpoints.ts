import { merge, type Origin } from '../../../origin/origin.ts';
import type { NftAction, NftChain, NftEndpoint, NftRule, NftSet } from '../../netfilter/nft.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import { affinitySet, endpointBase, endpointChain } from './names.ts';
import type { ServicePortPlan } from './plan.ts';
import { goTo, markForMasquerade, rule, sourceKey } from './statements.ts';

/**
 * The rules that send a connection to one of `endpoints`: the one its client already sticks to, else any of them with the
 * same chance (writeServiceToEndpointRules; from 1.36 writeServiceToEndpointDNATs without affinity).
 */
export function balancingRules(
  plan: ServicePortPlan,
  endpoints: readonly ProxyEndpoint[],
): readonly NftRule[] {
  const because = merge(plan.because, ...endpoints.map(({ endpoint }) => endpoint.because));
  if (!hasEndpointChains(plan))
    return [
      rule(because, [
        { kind: 'protocol', is: plan.info.protocol },
        { kind: 'randomDnat', to: endpoints.map((one) => dnatTarget(one, plan)) },
      ]),
    ];
  const bases = endpoints.map((one) => baseOf(one, plan));
  return [
    ...(plan.info.affinity === undefined ? [] : bases.map((base, i) => sticking(plan, base, endpoints[i]))),
    rule(because, [
      {
        kind: 'randomVerdict',
        verdicts: bases.map((base) => ({ kind: 'goto', chain: endpointChain(base) })),
      },
    ]),
  ];
}

const sticking = (plan: ServicePortPlan, base: string, one: ProxyEndpoint | undefined): NftRule =>
  rule(affinityCause(plan, one), [
    { kind: 'inSet', key: sourceKey, set: affinitySet(base) },
    goTo(endpointChain(base)),
  ]);

const affinityCause = ({ info, because }: ServicePortPlan, one: ProxyEndpoint | undefined): Origin =>
  merge(info.affinity?.because ?? because, because, ...(one === undefined ? [] : [one.endpoint.because]));

/** Every endpoint has a chain, or only those that clients may stick to. */
const hasEndpointChains = ({ info, behaviour }: ServicePortPlan): boolean =>
  behaviour.endpointChains === 'always' || info.affinity !== undefined;

/** One chain for each endpoint that can be reached from this node. */
export const endpointChains = (plan: ServicePortPlan): readonly NftChain[] =>
  hasEndpointChains(plan) ? plan.usable.reachable.map((one) => chainOf(one, plan)) : [];

function chainOf(one: ProxyEndpoint, plan: ServicePortPlan): NftChain {
  const { info, proxy, behaviour } = plan;
  const base = baseOf(one, plan);
  const because = merge(one.endpoint.because, plan.because);
  const target = dnatTarget(one, plan);
  const rules: NftRule[] = [];
  if (behaviour.hairpins === 'inEndpointChains')
    rules.push(
      rule(because, [
        { kind: 'address', side: 'source', net: target.address },
        markForMasquerade(behaviour, proxy.masqueradeMark.value),
      ]),
    );
  if (info.affinity !== undefined)
    rules.push(rule(affinityCause(plan, one), [{ kind: 'update', set: affinitySet(base), key: sourceKey }]));
  const dnat: NftAction = { kind: 'dnat', to: target };
  rules.push(rule(because, [{ kind: 'protocol', is: info.protocol }, dnat]));
  return { name: endpointChain(base), rules, stands: one.text, because };
}

/** The sets of clients that stick to an endpoint, each element leaving when its client was silent for so long. */
export const affinitySets = (plan: ServicePortPlan): readonly NftSet[] => {
  const { affinity } = plan.info;
  return affinity === undefined
    ? []
    : plan.usable.reachable.map((one) => ({
        name: affinitySet(baseOf(one, plan)),
        type: ['address'],
        flags: ['dynamic', 'timeout'],
        timeoutSeconds: affinity.value,
        because: affinityCause(plan, one),
      }));
};

const baseOf = (one: ProxyEndpoint, plan: ServicePortPlan): string => {
  const { service, port, protocol } = plan.info;
  return endpointBase(service.namespace, service.name, protocol, port.name, dnatTarget(one, plan));
};

/** The address is written as kube-proxy of the time keeps it: as the slice spells it, or in canonical form. */
const dnatTarget = ({ ip, port, endpoint }: ProxyEndpoint, { proxy }: ServicePortPlan): NftEndpoint => ({
  address: proxy.behaviour.endpointAddress === 'canonical' ? ip : endpoint.address,
  port,
});
