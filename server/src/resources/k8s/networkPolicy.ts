import type { Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';
import { readLabelSelector, type LabelSelector } from './labelSelector.ts';
import type { TransportProtocol } from './service.ts';

export type PolicyDirection = 'Ingress' | 'Egress';

/** networking.k8s.io NetworkPolicy, as written. */
export interface NetworkPolicy extends ResourceBase {
  readonly kind: 'NetworkPolicy';
  readonly podSelector: LabelSelector | undefined;
  readonly policyTypes: readonly Located<PolicyDirection>[];
  readonly ingress: readonly NetworkPolicyRule[];
  readonly egress: readonly NetworkPolicyRule[];
  /** The `ingress: …` and `egress: …` entries, so that an empty list can be told from an absent one. */
  readonly ingressAt: Span | undefined;
  readonly egressAt: Span | undefined;
}

export interface NetworkPolicyRule {
  readonly at: Span;
  /** `from` of an ingress rule, `to` of an egress rule; undefined where the rule is for every peer. */
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  /** Undefined where the rule is for every port. */
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

export interface NetworkPolicyPeer {
  readonly at: Span;
  readonly podSelector: LabelSelector | undefined;
  readonly namespaceSelector: LabelSelector | undefined;
  readonly ipBlock:
    { readonly cidr: Located<Cidr> | undefined; readonly except: readonly Located<Cidr>[] } | undefined;
}

export interface NetworkPolicyPort {
  readonly at: Span;
  readonly protocol: Located<TransportProtocol> | undefined;
  readonly port: Located<number | string> | undefined;
  readonly endPort: Located<number> | undefined;
}

export function readNetworkPolicy(root: Fields, base: ResourceBase): NetworkPolicy {
  const spec = root.map('spec');
  return {
    ...base,
    kind: 'NetworkPolicy',
    podSelector: readLabelSelector(spec?.map('podSelector')),
    policyTypes: readDirections(spec, 'policyTypes'),
    ingress: spec?.maps('ingress').map((rule) => readRule(rule, 'from')) ?? [],
    egress: spec?.maps('egress').map((rule) => readRule(rule, 'to')) ?? [],
    ingressAt: spec?.entry('ingress'),
    egressAt: spec?.entry('egress'),
  };
}

/** A list of `Ingress` and `Egress`, which Calico's policies have too. */
export function readDirections(fields: Fields | undefined, key: string): readonly Located<PolicyDirection>[] {
  return (
    fields?.strings(key).flatMap((item) => {
      if (item.value === 'Ingress' || item.value === 'Egress') return [{ ...item, value: item.value }];
      fields.report({
        kind: 'value',
        span: item.span,
        message: `Not a value this field takes: ${item.value}`,
        cure: 'Use one of: Ingress, Egress.',
        values: ['Ingress', 'Egress'],
      });
      return [];
    }) ?? []
  );
}

const readRule = (rule: Fields, peers: 'from' | 'to'): NetworkPolicyRule => ({
  at: rule.span,
  peers: rule.has(peers) ? rule.maps(peers).map(readPeer) : undefined,
  ports: rule.has('ports') ? rule.maps('ports').map(readPort) : undefined,
});

function readPeer(peer: Fields): NetworkPolicyPeer {
  const ipBlock = peer.map('ipBlock');
  return {
    at: peer.span,
    podSelector: readLabelSelector(peer.map('podSelector')),
    namespaceSelector: readLabelSelector(peer.map('namespaceSelector')),
    ipBlock:
      ipBlock === undefined ? undefined : { cidr: ipBlock.cidr('cidr'), except: ipBlock.cidrs('except') },
  };
}

const readPort = (port: Fields): NetworkPolicyPort => ({
  at: port.span,
  protocol: port.oneOf('protocol', ['TCP', 'UDP', 'SCTP']),
  port: port.portOrName('port'),
  endPort: port.port('endPort'),
});
