import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

export const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;
export type ServiceType = (typeof serviceTypes)[number];
export type TrafficPolicy = 'Cluster' | 'Local';
export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';

/** v1 Service, as written. Addresses keep their written form, which kube-proxy prints and hashes. */
export interface Service extends ResourceBase {
  readonly kind: 'Service';
  readonly type: Located<ServiceType> | undefined;
  readonly specAt: Span | undefined;
  readonly selector: ReadonlyMap<string, Located<string>>;
  readonly selectorAt: Span | undefined;
  readonly ports: readonly ServicePort[];
  /** `None` for a headless service. */
  readonly clusterIP: Located<string> | undefined;
  readonly clusterIPs: readonly Located<string>[];
  readonly ipFamilies: readonly Located<string>[];
  readonly ipFamilyPolicy: Located<'SingleStack' | 'PreferDualStack' | 'RequireDualStack'> | undefined;
  readonly externalIPs: readonly Located<string>[];
  readonly externalTrafficPolicy: Located<TrafficPolicy> | undefined;
  readonly internalTrafficPolicy: Located<TrafficPolicy> | undefined;
  readonly sessionAffinity: Located<'None' | 'ClientIP'> | undefined;
  readonly sessionAffinitySeconds: Located<number> | undefined;
  readonly loadBalancerIP: Located<string> | undefined;
  readonly loadBalancerSourceRanges: readonly Located<string>[];
  readonly loadBalancerClass: Located<string> | undefined;
  readonly allocateLoadBalancerNodePorts: Located<boolean> | undefined;
  readonly healthCheckNodePort: Located<number> | undefined;
  readonly publishNotReadyAddresses: Located<boolean> | undefined;
  readonly trafficDistribution: Located<string> | undefined;
  readonly externalName: Located<string> | undefined;
  /** `status.loadBalancer.ingress`, which an export or a golden manifest carries. */
  readonly ingress: readonly LoadBalancerIngress[];
}

export interface ServicePort {
  readonly at: Span;
  readonly name: Located<string> | undefined;
  readonly protocol: Located<TransportProtocol> | undefined;
  readonly port: Located<number> | undefined;
  readonly targetPort: Located<number | string> | undefined;
  readonly nodePort: Located<number> | undefined;
  readonly appProtocol: Located<string> | undefined;
}

export interface LoadBalancerIngress {
  readonly ip: Located<string> | undefined;
  readonly hostname: Located<string> | undefined;
  readonly ipMode: Located<'VIP' | 'Proxy'> | undefined;
}

const policies = ['Cluster', 'Local'] as const;

export function readService(root: Fields, base: ResourceBase): Service {
  const spec = root.child('spec');
  checkAddresses(spec);
  return {
    ...base,
    kind: 'Service',
    specAt: root.entry('spec'),
    type: spec.oneOf('type', serviceTypes),
    selector: spec.stringMap('selector'),
    selectorAt: spec.entry('selector'),
    ports: spec.maps('ports').map(readPort),
    clusterIP: spec.text('clusterIP'),
    clusterIPs: spec.strings('clusterIPs'),
    ipFamilies: spec.strings('ipFamilies'),
    ipFamilyPolicy: spec.oneOf('ipFamilyPolicy', ['SingleStack', 'PreferDualStack', 'RequireDualStack']),
    externalIPs: spec.strings('externalIPs'),
    externalTrafficPolicy: spec.oneOf('externalTrafficPolicy', policies),
    internalTrafficPolicy: spec.oneOf('internalTrafficPolicy', policies),
    sessionAffinity: spec.oneOf('sessionAffinity', ['None', 'ClientIP']),
    sessionAffinitySeconds: spec.child('sessionAffinityConfig').child('clientIP').integer('timeoutSeconds'),
    loadBalancerIP: spec.text('loadBalancerIP'),
    loadBalancerSourceRanges: spec.strings('loadBalancerSourceRanges'),
    loadBalancerClass: spec.text('loadBalancerClass'),
    allocateLoadBalancerNodePorts: spec.boolean('allocateLoadBalancerNodePorts'),
    healthCheckNodePort: spec.port('healthCheckNodePort'),
    publishNotReadyAddresses: spec.boolean('publishNotReadyAddresses'),
    trafficDistribution: spec.text('trafficDistribution'),
    externalName: spec.text('externalName'),
    ingress: root.child('status').child('loadBalancer').maps('ingress').map(readIngress),
  };
}

function readPort(port: Fields): ServicePort {
  return {
    at: port.span,
    name: port.text('name'),
    protocol: port.oneOf('protocol', ['TCP', 'UDP', 'SCTP']),
    port: port.port('port'),
    targetPort: port.portOrName('targetPort'),
    nodePort: port.port('nodePort'),
    appProtocol: port.text('appProtocol'),
  };
}

const readIngress = (ingress: Fields): LoadBalancerIngress => ({
  ip: ingress.text('ip'),
  hostname: ingress.text('hostname'),
  ipMode: ingress.oneOf('ipMode', ['VIP', 'Proxy']),
});

/** Addresses are kept as written, so their validity is asked for beside the reading. */
function checkAddresses(spec: Fields): void {
  if (spec.text('clusterIP')?.value !== 'None') spec.ip('clusterIP');
  if (spec.strings('clusterIPs')[0]?.value !== 'None') spec.ips('clusterIPs');
  spec.ips('externalIPs');
  spec.ip('loadBalancerIP');
  spec.cidrs('loadBalancerSourceRanges');
}
