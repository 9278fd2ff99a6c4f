import { contains, parseCidr } from '../../../net/cidr.ts';
import { fact, merge, type Fact } from '../../../origin/origin.ts';
import type { NftChain, NftElement } from '../../netfilter/nft.ts';
import { sets } from './names.ts';
import type { ServicePortPlan } from './plan.ts';
import { drop, rule } from './statements.ts';

/** Whether the service port's load-balancer addresses are closed to all but its source ranges. */
export const hasFirewall = ({ info }: ServicePortPlan): boolean =>
  info.loadBalancerIPs.length > 0 && info.sourceRanges.length > 0;

/** The chain that drops what comes from elsewhere (from 1.30). */
export function firewallChains(plan: ServicePortPlan): readonly NftChain[] {
  const { info, behaviour, chains } = plan;
  if (!hasFirewall(plan) || behaviour.sourceRanges !== 'chains') return [];
  const because = merge(plan.because, ...info.sourceRanges.map((range) => range.because));
  const nets = [
    ...info.sourceRanges.map(({ value }) => value),
    ...(allowsNode(plan) ? info.loadBalancerIPs.map(({ value }) => value) : []),
  ];
  const rules = [rule(because, [{ kind: 'addressAmong', side: 'source', nets, not: true }, drop])];
  return [{ name: chains.firewall, rules, stands: info.name, because }];
}

/**
 * A node that holds the load balancer's address itself sends with that address, so it is let in with the node
 * (proxier.go: allowFromNode).
 */
const allowsNode = ({ info, proxy }: ServicePortPlan): boolean =>
  info.sourceRanges.some(({ value }) => contains(value, proxy.nodeIP.value));

/** In 1.29 all services share one set of destinations and one of allowed pairs. */
export function firewallElements(plan: ServicePortPlan): readonly NftElement[] {
  const { info, behaviour } = plan;
  if (!hasFirewall(plan) || behaviour.sourceRanges !== 'oneSet') return [];
  return info.loadBalancerIPs.flatMap((address) => {
    const key = [address.value, info.protocol, String(info.port.port)] as const;
    const because = merge(address.because, plan.because);
    return [
      { of: sets.firewall, key, comment: info.name, because },
      ...rangesAsWritten(plan).map((range) => ({
        of: sets.firewallAllow,
        key: [...key, range.value] as const,
        comment: info.name,
        because: merge(range.because, because),
      })),
      ...(allowsNode(plan)
        ? [{ of: sets.firewallAllow, key: [...key, address.value] as const, because }]
        : []),
    ];
  });
}

/** 1.29 hands the ranges on as the manifest spells them, host bits and all; later versions hand on what they read. */
const rangesAsWritten = ({ info }: ServicePortPlan): readonly Fact<string>[] => {
  const spelled = info.service.resource.loadBalancerSourceRanges.map(({ value }) => value.trim());
  return info.sourceRanges.map(({ value, because }) =>
    fact(spelled.find((text) => parseCidr(text)?.network === value) ?? value, because),
  );
};
