import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { Span } from '../../text/span.ts';
import type { ResourceBase } from '../meta.ts';

/** discovery.k8s.io EndpointSlice, as written; addresses keep their written form, which kube-proxy hashes. */
export interface EndpointSlice extends ResourceBase {
  readonly kind: 'EndpointSlice';
  readonly addressType: Located<'IPv4' | 'IPv6' | 'FQDN'> | undefined;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly SliceEndpoint[];
}

export interface EndpointPort {
  readonly name: Located<string> | undefined;
  readonly port: Located<number> | undefined;
  readonly protocol: Located<'TCP' | 'UDP' | 'SCTP'> | undefined;
}

export interface SliceEndpoint {
  readonly at: Span;
  readonly addresses: readonly Located<string>[];
  readonly ready: Located<boolean> | undefined;
  readonly serving: Located<boolean> | undefined;
  readonly terminating: Located<boolean> | undefined;
  readonly nodeName: Located<string> | undefined;
  readonly zone: Located<string> | undefined;
  /** `hints.forZones`; undefined when the endpoint has no hints. */
  readonly hintedZones: readonly string[] | undefined;
  /** `hints.forNodes` (Kubernetes 1.34). */
  readonly hintedNodes: readonly string[] | undefined;
  readonly targetPod: string | undefined;
}

/** v1 Endpoints, as written. */
export interface Endpoints extends ResourceBase {
  readonly kind: 'Endpoints';
  readonly subsets: readonly EndpointSubset[];
}

export interface EndpointSubset {
  readonly at: Span;
  readonly addresses: readonly EndpointAddress[];
  readonly notReadyAddresses: readonly EndpointAddress[];
  readonly ports: readonly EndpointPort[];
}

export interface EndpointAddress {
  readonly ip: Located<string>;
  readonly nodeName: Located<string> | undefined;
  readonly targetPod: string | undefined;
}

export function readEndpointSlice(root: Fields, base: ResourceBase): EndpointSlice {
  return {
    ...base,
    kind: 'EndpointSlice',
    addressType: root.oneOf('addressType', ['IPv4', 'IPv6', 'FQDN']),
    ports: root.maps('ports').map(readEndpointPort),
    endpoints: root.maps('endpoints').map(readSliceEndpoint),
  };
}

const readEndpointPort = (port: Fields): EndpointPort => ({
  name: port.text('name'),
  port: port.port('port'),
  protocol: port.oneOf('protocol', ['TCP', 'UDP', 'SCTP']),
});

function readSliceEndpoint(endpoint: Fields): SliceEndpoint {
  const conditions = endpoint.map('conditions');
  const hints = endpoint.map('hints');
  return {
    at: endpoint.span,
    addresses: endpoint.strings('addresses'),
    ready: conditions?.boolean('ready'),
    serving: conditions?.boolean('serving'),
    terminating: conditions?.boolean('terminating'),
    nodeName: endpoint.text('nodeName'),
    zone: endpoint.text('zone'),
    hintedZones: hintNames(hints, 'forZones'),
    hintedNodes: hintNames(hints, 'forNodes'),
    targetPod: readTargetPod(endpoint),
  };
}

function hintNames(hints: Fields | undefined, key: string): readonly string[] | undefined {
  if (hints?.has(key) !== true) return undefined;
  return hints.maps(key).flatMap((hint) => hint.text('name')?.value ?? []);
}

function readTargetPod(endpoint: Fields): string | undefined {
  const target = endpoint.map('targetRef');
  return target?.text('kind')?.value === 'Pod' ? target.text('name')?.value : undefined;
}

export function readEndpoints(root: Fields, base: ResourceBase): Endpoints {
  return {
    ...base,
    kind: 'Endpoints',
    subsets: root.maps('subsets').map((subset) => ({
      at: subset.span,
      addresses: subset.maps('addresses').flatMap(readEndpointAddress),
      notReadyAddresses: subset.maps('notReadyAddresses').flatMap(readEndpointAddress),
      ports: subset.maps('ports').map(readEndpointPort),
    })),
  };
}

function readEndpointAddress(address: Fields): readonly EndpointAddress[] {
  const ip = address.text('ip');
  return ip === undefined
    ? []
    : [{ ip, nodeName: address.text('nodeName'), targetPod: readTargetPod(address) }];
}
