import { merge, type Fact, type Origin } from '../../../origin/origin.ts';
import type { NftElement, NftVerdict } from '../../netfilter/nft.ts';
import { firewallElements, hasFirewall } from './firewall.ts';
import { chains, maps, sets } from './names.ts';
import type { ServicePortPlan } from './plan.ts';

/** What one service port adds to the table's sets and maps, in the order in which kube-proxy adds it. */
export const servicePortElements = (plan: ServicePortPlan): readonly NftElement[] => [
  ...hairpins(plan),
  ...clusterIPElements(plan),
  ...plan.info.externalIPs.flatMap((address) => externalAddress(address, plan)),
  ...plan.info.loadBalancerIPs.flatMap((address) => [
    ...externalAddress(address, plan),
    ...firewallOf(address, plan),
  ]),
  ...firewallElements(plan),
  ...nodePortElements(plan),
];

/** From 1.36: connections of this node's endpoints to themselves. */
const hairpins = ({ behaviour, usable, info, because }: ServicePortPlan): readonly NftElement[] =>
  behaviour.hairpins === 'bySet'
    ? usable.reachable
        .filter(({ local }) => local)
        .map(({ ip, port, endpoint }) => ({
          of: sets.hairpins,
          key: [ip, ip, info.protocol, String(port)],
          because: merge(endpoint.because, because),
        }))
    : [];

function clusterIPElements(plan: ServicePortPlan): readonly NftElement[] {
  const { info, behaviour, chains: own, hasInternal } = plan;
  const { clusterIP } = info;
  const because = merge(clusterIP.because, plan.because);
  return [
    ...(behaviour.checksClusterIPs
      ? [{ of: sets.clusterIPs, key: [clusterIP.value] as const, because: clusterIP.because }]
      : []),
    hasInternal
      ? {
          of: maps.serviceIPs,
          key: addressKey(clusterIP.value, plan),
          verdict: { kind: 'goto', chain: own.internalPolicy },
          because,
        }
      : withoutEndpoints(maps.noEndpointServices, addressKey(clusterIP.value, plan), because, plan),
  ];
}

/** Traffic from inside finds its way as long as there is any endpoint; the rest is turned away where there is none. */
function externalAddress(address: Fact<string>, plan: ServicePortPlan): readonly NftElement[] {
  const key = addressKey(address.value, plan);
  const because = merge(address.because, plan.because);
  return externalElements({ found: maps.serviceIPs, none: maps.noEndpointServices }, key, because, plan);
}

function nodePortElements(plan: ServicePortPlan): readonly NftElement[] {
  const { nodePort, protocol } = plan.info;
  if (nodePort === undefined) return [];
  const key = [protocol, String(nodePort.value)] as const;
  const because = merge(nodePort.because, plan.because);
  return externalElements(
    { found: maps.serviceNodePorts, none: maps.noEndpointNodePorts },
    key,
    because,
    plan,
  );
}

function externalElements(
  into: { readonly found: string; readonly none: string },
  key: NftElement['key'],
  because: Origin,
  plan: ServicePortPlan,
): readonly NftElement[] {
  const { usable, chains: own, hasExternal } = plan;
  const verdict: NftVerdict = { kind: 'goto', chain: own.external };
  return [
    ...(usable.any ? [{ of: into.found, key, verdict, because }] : []),
    ...(hasExternal ? [] : [withoutEndpoints(into.none, key, because, plan)]),
  ];
}

/** Rejected when the service has no endpoint at all, dropped when policy Local leaves none on this node. */
const withoutEndpoints = (
  of: string,
  key: NftElement['key'],
  because: Origin,
  { usable, info }: ServicePortPlan,
): NftElement => ({
  of,
  key,
  verdict: usable.any ? { kind: 'drop' } : { kind: 'goto', chain: chains.reject },
  comment: info.name,
  because,
});

/** From 1.30 the address leads to the service's firewall chain. */
function firewallOf(address: Fact<string>, plan: ServicePortPlan): readonly NftElement[] {
  const { info, behaviour, chains: own } = plan;
  if (!hasFirewall(plan) || behaviour.sourceRanges !== 'chains') return [];
  const element: NftElement = {
    of: maps.firewallIPs,
    key: addressKey(address.value, plan),
    verdict: { kind: 'goto', chain: own.firewall },
    because: merge(address.because, plan.because, ...info.sourceRanges.map((range) => range.because)),
  };
  return [behaviour.firewallComments ? { ...element, comment: info.name } : element];
}

const addressKey = (address: string, { info }: ServicePortPlan): NftElement['key'] => [
  address,
  info.protocol,
  String(info.port.port),
];
