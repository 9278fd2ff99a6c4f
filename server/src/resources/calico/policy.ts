import type { Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import { readDirections, type PolicyDirection } from '../k8s/networkPolicy.ts';
import type { ResourceBase } from '../meta.ts';
import { readPolicyPorts, type PolicyPort } from './policyPort.ts';

export type PolicyAction = 'Allow' | 'Deny' | 'Log' | 'Pass';

/** What both of Calico's policies say. Selectors are kept as text. */
export interface CalicoPolicySpec {
  readonly specAt: Span | undefined;
  readonly tier: Located<string> | undefined;
  readonly order: Located<number> | undefined;
  readonly selector: Located<string> | undefined;
  readonly serviceAccountSelector: Located<string> | undefined;
  readonly types: readonly Located<PolicyDirection>[];
  readonly typesAt: Span | undefined;
  readonly ingress: readonly PolicyRule[];
  readonly ingressAt: Span | undefined;
  readonly egress: readonly PolicyRule[];
  readonly egressAt: Span | undefined;
  /** These four exist on GlobalNetworkPolicy only; they are read on both, so that it can be said. */
  readonly namespaceSelector: Located<string> | undefined;
  readonly doNotTrack: Located<boolean> | undefined;
  readonly preDNAT: Located<boolean> | undefined;
  readonly applyOnForward: Located<boolean> | undefined;
}

/** projectcalico.org GlobalNetworkPolicy, as written. */
export interface GlobalNetworkPolicy extends ResourceBase, CalicoPolicySpec {
  readonly kind: 'GlobalNetworkPolicy';
}

/** projectcalico.org NetworkPolicy, as written; the other NetworkPolicy is Kubernetes' own. */
export interface CalicoNetworkPolicy extends ResourceBase, CalicoPolicySpec {
  readonly kind: 'CalicoNetworkPolicy';
}

export type CalicoPolicy = GlobalNetworkPolicy | CalicoNetworkPolicy;

export interface PolicyRule {
  readonly at: Span;
  readonly action: Located<PolicyAction> | undefined;
  readonly ipVersion: Located<'4' | '6'> | undefined;
  /** A name, upper case as Calico wants it, or a number from 1 to 255 as text. */
  readonly protocol: Located<string> | undefined;
  readonly notProtocol: Located<string> | undefined;
  readonly icmp: PolicyIcmp | undefined;
  readonly notICMP: PolicyIcmp | undefined;
  readonly source: PolicyEntity | undefined;
  readonly destination: PolicyEntity | undefined;
  /** Matches on HTTP, which only the application layer enforces. */
  readonly httpAt: Span | undefined;
}

export interface PolicyIcmp {
  readonly type: Located<number> | undefined;
  readonly code: Located<number> | undefined;
}

/** One side of a rule: the fields are joined with AND, the items of a list with OR. */
export interface PolicyEntity {
  readonly at: Span;
  readonly nets: readonly Located<Cidr>[];
  readonly notNets: readonly Located<Cidr>[];
  readonly selector: Located<string> | undefined;
  readonly notSelector: Located<string> | undefined;
  readonly namespaceSelector: Located<string> | undefined;
  readonly ports: readonly PolicyPort[];
  readonly notPorts: readonly PolicyPort[];
  readonly services:
    | { readonly name: Located<string> | undefined; readonly namespace: Located<string> | undefined }
    | undefined;
  readonly serviceAccounts:
    | { readonly names: readonly Located<string>[]; readonly selector: Located<string> | undefined }
    | undefined;
}

export const readGlobalNetworkPolicy = (root: Fields, base: ResourceBase): GlobalNetworkPolicy => ({
  ...base,
  ...readSpec(root),
  kind: 'GlobalNetworkPolicy',
});

export const readCalicoNetworkPolicy = (root: Fields, base: ResourceBase): CalicoNetworkPolicy => ({
  ...base,
  ...readSpec(root),
  kind: 'CalicoNetworkPolicy',
});

function readSpec(root: Fields): CalicoPolicySpec {
  const spec = root.map('spec');
  return {
    specAt: root.entry('spec'),
    tier: spec?.text('tier'),
    order: spec?.number('order'),
    selector: spec?.text('selector'),
    serviceAccountSelector: spec?.text('serviceAccountSelector'),
    types: readDirections(spec, 'types'),
    typesAt: spec?.entry('types'),
    ingress: spec?.maps('ingress').map(readRule) ?? [],
    ingressAt: spec?.entry('ingress'),
    egress: spec?.maps('egress').map(readRule) ?? [],
    egressAt: spec?.entry('egress'),
    ...readGlobalOnly(spec),
  };
}

const readGlobalOnly = (
  spec: Fields | undefined,
): Pick<CalicoPolicySpec, 'namespaceSelector' | 'doNotTrack' | 'preDNAT' | 'applyOnForward'> => ({
  namespaceSelector: spec?.text('namespaceSelector'),
  doNotTrack: spec?.boolean('doNotTrack'),
  preDNAT: spec?.boolean('preDNAT'),
  applyOnForward: spec?.boolean('applyOnForward'),
});

const readRule = (rule: Fields): PolicyRule => ({
  at: rule.span,
  action: rule.oneOf('action', ['Allow', 'Deny', 'Log', 'Pass']),
  ipVersion: rule.oneOf('ipVersion', ['4', '6']),
  protocol: readProtocol(rule, 'protocol'),
  notProtocol: readProtocol(rule, 'notProtocol'),
  icmp: readIcmp(rule.map('icmp')),
  notICMP: readIcmp(rule.map('notICMP')),
  source: readEntity(rule.map('source')),
  destination: readEntity(rule.map('destination')),
  httpAt: rule.entry('http'),
});

const protocolNames = ['TCP', 'UDP', 'ICMP', 'ICMPv6', 'SCTP', 'UDPLite'];

/** numorstring.Protocol: names are case sensitive; a number may be quoted. */
function readProtocol(rule: Fields, key: string): Located<string> | undefined {
  const written = rule.text(key);
  if (written === undefined) return undefined;
  const number = /^\d+$/.test(written.value) ? Number(written.value) : undefined;
  if (number === undefined ? protocolNames.includes(written.value) : number >= 1 && number <= 255)
    return written;
  rule.report({
    kind: 'value',
    span: written.span,
    message: `Not a protocol: ${written.value}`,
    cure: `Use one of: ${protocolNames.join(', ')}, or a number from 1 to 255.`,
    values: protocolNames,
  });
  return undefined;
}

const readIcmp = (icmp: Fields | undefined): PolicyIcmp | undefined =>
  icmp === undefined ? undefined : { type: icmp.integer('type'), code: icmp.integer('code') };

function readEntity(entity: Fields | undefined): PolicyEntity | undefined {
  if (entity === undefined) return undefined;
  const services = entity.map('services');
  const accounts = entity.map('serviceAccounts');
  return {
    at: entity.span,
    nets: entity.cidrs('nets'),
    notNets: entity.cidrs('notNets'),
    selector: entity.text('selector'),
    notSelector: entity.text('notSelector'),
    namespaceSelector: entity.text('namespaceSelector'),
    ports: readPolicyPorts(entity, 'ports'),
    notPorts: readPolicyPorts(entity, 'notPorts'),
    services:
      services === undefined
        ? undefined
        : { name: services.text('name'), namespace: services.text('namespace') },
    serviceAccounts:
      accounts === undefined
        ? undefined
        : { names: accounts.strings('names'), selector: accounts.text('selector') },
  };
}
