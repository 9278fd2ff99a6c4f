import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { PolicyRule } from '../resources/calico/policy.ts';
import type { RelatedPlace } from './rule.ts';
import { defaultBgpConfiguration } from './bgpConfiguration.ts';
import { portMappings, serviceId, typeOf, type PortMapping } from './services.ts';
import { add, allPods } from './workloads.ts';

/** Whether a rule's protocol, given as a name or as a number, can be this one. */
export function isOfProtocol({ protocol }: Pick<PolicyRule, 'protocol'>, transport: string): boolean {
  if (protocol === undefined) return true;
  return protocol.value === transport || protocol.value === protocolNumbers[transport];
}

const protocolNumbers: Readonly<Record<string, string>> = { TCP: '6', UDP: '17', SCTP: '132' };

/** The mappings whose packets have this destination port after DNAT. */
export const mappingsByTargetPort = memoByKey(
  (cluster: Cluster): ReadonlyMap<number, readonly PortMapping[]> => {
    const found = new Map<number, PortMapping[]>();
    for (const mapping of portMappings(cluster))
      for (const port of mapping.targetPorts) add(found, port, mapping);
    return found;
  },
);

/**
 * Ports that packets from outside can have before DNAT without being node ports: ports of services whose addresses are
 * known outside, ports of the host itself.
 */
export const outsidePorts = memoByKey((cluster: Cluster): ReadonlySet<number> => {
  const bgp = defaultBgpConfiguration(cluster);
  const announcesClusterIPs = bgp !== undefined && bgp.serviceClusterIPs.length > 0;
  const ofServices = portMappings(cluster)
    .filter(
      ({ service }) =>
        announcesClusterIPs || service.externalIPs.length > 0 || typeOf(service) === 'LoadBalancer',
    )
    .map(({ port }) => port);
  const ofHosts = allPods(cluster).flatMap(({ spec }) =>
    spec.ports.flatMap(({ hostPort, containerPort }) => [
      ...(hostPort === undefined ? [] : [hostPort.value]),
      ...(spec.hostNetwork?.value === true && containerPort !== undefined ? [containerPort.value] : []),
    ]),
  );
  return new Set([...ofServices, ...ofHosts]);
});

/** Ports that some pod declares, or that some service sends packets to. */
export const podPorts = memoByKey(
  (cluster: Cluster): ReadonlySet<number> =>
    new Set([
      ...portMappings(cluster).flatMap(({ targetPorts }) => targetPorts),
      ...allPods(cluster).flatMap(({ spec }) =>
        spec.ports.flatMap(({ containerPort }) => containerPort?.value ?? []),
      ),
    ]),
);

export const shownServices = (mappings: readonly PortMapping[]): readonly string[] => [
  ...new Set(mappings.map(({ service }) => serviceId(service))),
];

/** Where the node ports of these mappings are written. */
export const nodePortPlaces = (mappings: readonly PortMapping[]): readonly RelatedPlace[] =>
  mappings.flatMap(({ service, nodePort }) =>
    service.ports.flatMap(({ nodePort: field }) =>
      field !== undefined && field.value === nodePort ? [{ span: field.span, message: 'the node port' }] : [],
    ),
  );
