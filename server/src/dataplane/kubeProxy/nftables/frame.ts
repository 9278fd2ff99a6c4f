import { merge, type Origin } from '../../../origin/origin.ts';
import {
  nftChainName,
  type NftChain,
  type NftChainName,
  type NftElement,
  type NftMap,
  type NftMatch,
  type NftPart,
  type NftRule,
  type NftSet,
  type NftStatement,
} from '../../netfilter/nft.ts';
import { isLoopback } from '../nodePortAddresses.ts';
import { chains, maps, sets } from './names.ts';
import type { NftablesNode } from './node.ts';
import {
  byProxy,
  destinationKey,
  drop,
  fromPods,
  jump,
  leave,
  markForMasquerade,
  nodePortKey,
  onNewConnections,
  rule,
  servicePortKey,
  sourceKey,
  toThisNode,
} from './statements.ts';
import type { BaseChain } from './versions.ts';

/** What stands on every node whatever services there are (pkg/proxy/nftables/proxier.go: setupNFTables). */
export const frameOf = (node: NftablesNode): NftPart => ({
  chains: [
    ...node.behaviour.baseChains.map((base) => baseChain(base, node)),
    ...endpointChecks(node),
    ...firewallChecks(node),
    ...clusterIPChecks(node),
    ...forwardChain(node),
    servicesChain(node),
    ...masqueradeChains(node),
    chain(chains.reject, 'tells the sender that nothing listens', [[rejecting]], rejectComment),
  ],
  sets: frameSets(node),
  maps: frameMaps(node),
  elements: nodePortElements(node),
});

const rejecting: NftStatement = { kind: 'reject' };
const rejectComment = 'helper for @no-endpoint-services / @no-endpoint-nodeports';

/** A chain whose rules have no other cause than the chain itself. */
const chain = (
  name: NftChainName,
  purpose: string,
  rules: readonly (readonly NftStatement[])[],
  comment?: string,
): NftChain => {
  const because = byProxy(purpose);
  return chainWith(
    name,
    because,
    rules.map((statements) => rule(because, statements)),
    comment,
  );
};

const chainWith = (
  name: NftChainName,
  because: Origin,
  rules: readonly NftRule[],
  comment?: string,
): NftChain => (comment === undefined ? { name, rules, because } : { name, rules, because, comment });

function baseChain({ name, ...base }: BaseChain, { behaviour }: NftablesNode): NftChain {
  const jumps = behaviour.jumps.filter(({ from }) => from === name);
  const rules = jumps.map(({ to, newOnly }) => [
    ...(newOnly ? [onNewConnections] : []),
    jump(nftChainName(to)),
  ]);
  return { ...chain(nftChainName(name), `the kernel calls it at ${base.hook}`, rules), base };
}

const fromMap = (map: string, matches: readonly NftMatch[] = []): readonly NftStatement[] => [
  ...matches,
  { kind: 'verdictFrom', key: map === maps.serviceIPs ? servicePortKey : nodePortKey, map },
];

function endpointChecks(node: NftablesNode): readonly NftChain[] {
  const services: readonly NftStatement[] = [
    { kind: 'verdictFrom', key: servicePortKey, map: maps.noEndpointServices },
  ];
  const nodePorts = fromMap(maps.noEndpointNodePorts, [
    // The input hook sees nothing but local destinations, so the later chain does not ask for them.
    ...(node.behaviour.noEndpoints === 'oneChain' && node.nodePortAddresses.matchAll ? [toThisNode] : []),
    toNodePortAddress(node),
  ]);
  const purpose = 'rejects or drops what is sent to services without endpoints';
  return node.behaviour.noEndpoints === 'oneChain'
    ? [chain(chains.endpointsCheck, purpose, [services, nodePorts])]
    : [
        chain(chains.serviceEndpointsCheck, purpose, [services]),
        chain(chains.nodePortEndpointsCheck, 'rejects or drops node ports without endpoints', [nodePorts]),
      ];
}

/** An address where node ports are open. */
const toNodePortAddress = ({ proxy, nodePortAddresses }: NftablesNode): NftMatch =>
  nodePortAddresses.matchAll
    ? { kind: 'address', side: 'destination', net: proxy.family === 4 ? '127.0.0.0/8' : '::1', not: true }
    : { kind: 'inSet', key: destinationKey, set: sets.nodePortIPs };

function firewallChecks({ behaviour }: NftablesNode): readonly NftChain[] {
  const purpose = 'holds load balancers to their source ranges';
  if (behaviour.sourceRanges === 'chains')
    return [
      chain(chains.firewallCheck, purpose, [
        [{ kind: 'verdictFrom', key: servicePortKey, map: maps.firewallIPs }],
      ]),
    ];
  return [
    chain(chains.firewallCheck, purpose, [
      [{ kind: 'inSet', key: servicePortKey, set: sets.firewall }, jump(chains.firewallAllowCheck)],
    ]),
    chain(chains.firewallAllowCheck, purpose, [
      [{ kind: 'inSet', key: [...servicePortKey, ...sourceKey], set: sets.firewallAllow }, leave],
      [drop],
    ]),
  ];
}

function clusterIPChecks({ behaviour, serviceRanges }: NftablesNode): readonly NftChain[] {
  if (!behaviour.checksClusterIPs) return [];
  const because = byProxy('cluster addresses answer on the ports of their service alone');
  const rules = [
    rule(
      because,
      [{ kind: 'inSet', key: destinationKey, set: sets.clusterIPs }, rejecting],
      'Reject traffic to invalid ports of ClusterIPs',
    ),
  ];
  const [first, ...more] = serviceRanges;
  if (first !== undefined)
    rules.push(
      rule(
        merge(first.because, ...more.map((range) => range.because), because),
        [{ kind: 'addressAmong', side: 'destination', nets: serviceRanges.map(({ value }) => value) }, drop],
        'Drop traffic to unallocated ClusterIPs',
      ),
    );
  return [chainWith(chains.clusterIPsCheck, because, rules)];
}

function forwardChain({ behaviour, proxy }: NftablesNode): readonly NftChain[] {
  if (!behaviour.dropsInvalid) return [];
  const { tcpBeLiberal } = proxy.settings;
  const because = byProxy('drops what conntrack finds invalid, before it makes the other side reset');
  const rules = tcpBeLiberal.value
    ? []
    : [rule(merge(because, tcpBeLiberal.because), [{ kind: 'conntrackState', is: 'invalid' }, drop])];
  return [chainWith(chains.forward, because, rules)];
}

function servicesChain(node: NftablesNode): NftChain {
  const because = byProxy('finds the service that a packet is for');
  return chainWith(chains.services, because, [
    ...masqueradeAtOnce(node),
    rule(because, fromMap(maps.serviceIPs)),
    rule(
      merge(because, node.nodePortAddresses.because),
      fromMap(maps.serviceNodePorts, [
        ...(node.nodePortAddresses.matchAll ? [toThisNode] : []),
        toNodePortAddress(node),
      ]),
    ),
  ]);
}

/** From 1.36 one rule marks what comes to cluster addresses from outside the cluster. */
function masqueradeAtOnce({ proxy, behaviour }: NftablesNode): readonly NftRule[] {
  if (behaviour.masqueradesClusterIPs !== 'atOnce') return [];
  const { masqueradeAll, masqueradeMark, detector } = proxy;
  const toClusterIP: NftMatch = { kind: 'inSet', key: destinationKey, set: sets.clusterIPs };
  const mark = markForMasquerade(behaviour, masqueradeMark.value);
  if (masqueradeAll.value)
    return [rule(masqueradeAll.because, [toClusterIP, mark], 'masquerade all clusterIP traffic')];
  if (detector === undefined) return [];
  const statements = [toClusterIP, fromPods(detector, behaviour, true), mark];
  return [rule(detector.because, statements, 'masquerade clusterIP traffic from outside cluster')];
}

function masqueradeChains({ proxy, behaviour }: NftablesNode): readonly NftChain[] {
  const bits = proxy.masqueradeMark.value;
  const because = merge(byProxy('rewrites the source of marked packets'), proxy.masqueradeMark.because);
  const clear: NftStatement = { kind: 'setMark', operation: 'xor', bits };
  const masquerade: NftStatement = { kind: 'masquerade', fullyRandom: true };
  const marked = (set: boolean): NftMatch => ({ kind: 'markBits', mask: bits, set });
  const inOrder = (rules: readonly (readonly NftStatement[])[]): readonly NftRule[] =>
    rules.map((statements) => rule(because, statements));
  if (behaviour.hairpins === 'bySet') {
    const hairpin: NftMatch = {
      kind: 'inSet',
      key: [...sourceKey, ...servicePortKey],
      set: sets.hairpins,
    };
    const rules = inOrder([
      [marked(true), clear, masquerade],
      [{ kind: 'conntrackStatus', is: 'dnat' }, hairpin, masquerade],
    ]);
    return [chainWith(chains.masquerading, because, rules)];
  }
  return [
    chainWith(chains.masquerading, because, inOrder([[marked(false), leave], [clear], [masquerade]])),
    chainWith(chains.markForMasquerade, because, inOrder([[{ kind: 'setMark', operation: 'or', bits }]])),
  ];
}

function frameSets({ behaviour, nodePortAddresses }: NftablesNode): readonly NftSet[] {
  const because = byProxy('nftables mode keeps its destinations in sets');
  const found: NftSet[] = [];
  if (behaviour.checksClusterIPs)
    found.push({ name: sets.clusterIPs, type: ['address'], comment: 'Active ClusterIPs', because });
  if (!nodePortAddresses.matchAll)
    found.push({
      name: sets.nodePortIPs,
      type: ['address'],
      comment: 'IPs that accept NodePort traffic',
      because: merge(nodePortAddresses.because, because),
    });
  if (behaviour.sourceRanges === 'oneSet')
    found.push(
      {
        name: sets.firewall,
        type: ['address', 'inet_proto', 'inet_service'],
        comment: 'destinations that are subject to LoadBalancerSourceRanges',
        because,
      },
      {
        name: sets.firewallAllow,
        type: ['address', 'inet_proto', 'inet_service', 'address'],
        flags: ['interval'],
        comment: 'destinations+sources that are allowed by LoadBalancerSourceRanges',
        because,
      },
    );
  if (behaviour.hairpins === 'bySet')
    found.push({
      name: sets.hairpins,
      type: ['address', 'address', 'inet_proto', 'inet_service'],
      comment: 'service hairpin connections',
      because,
    });
  return found;
}

function frameMaps({ behaviour }: NftablesNode): readonly NftMap[] {
  const because = byProxy('nftables mode finds a service by one look into a map');
  const services = ['address', 'inet_proto', 'inet_service'] as const;
  const nodePorts = ['inet_proto', 'inet_service'] as const;
  const map = (name: string, type: NftMap['type'], comment: string): NftMap => ({
    name,
    type,
    comment,
    because,
  });
  return [
    ...(behaviour.sourceRanges === 'chains'
      ? [map(maps.firewallIPs, services, 'destinations that are subject to LoadBalancerSourceRanges')]
      : []),
    map(
      maps.noEndpointNodePorts,
      nodePorts,
      'vmap to drop or reject packets to service nodeports with no endpoints',
    ),
    map(maps.noEndpointServices, services, 'vmap to drop or reject packets to services with no endpoints'),
    map(maps.serviceIPs, services, 'ClusterIP, ExternalIP and LoadBalancer IP traffic'),
    map(maps.serviceNodePorts, nodePorts, 'NodePort traffic'),
  ];
}

/** Node ports on loopback are not to be had in this mode. */
const nodePortElements = ({ nodePortAddresses }: NftablesNode): readonly NftElement[] =>
  nodePortAddresses.addresses
    .filter(({ value }) => !isLoopback(value))
    .map(({ value, because }) => ({ of: sets.nodePortIPs, key: [value], because }));
