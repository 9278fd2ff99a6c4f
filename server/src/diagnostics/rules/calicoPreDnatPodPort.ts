import type { Cluster } from '../../cluster/cluster.ts';
import { contains } from '../../net/cidr.ts';
import type { GlobalNetworkPolicy, PolicyEntity, PolicyRule } from '../../resources/calico/policy.ts';
import {
  isOfProtocol,
  mappingsByTargetPort,
  nodePortPlaces,
  outsidePorts,
  shownServices,
} from '../policyPorts.ts';
import { forKindInCluster, type Fix, type Rule } from '../rule.ts';
import { mappingsByNodePort, type PortMapping } from '../services.ts';
import type { Span } from '../../text/span.ts';
import { listed } from '../words.ts';

/**
 * Before DNAT a packet has the node port, not the pods' port.
 *
 * A `preDNAT` policy sees a packet as the client sent it: to the node's address and the node port. The pods' port appears
 * only behind kube-proxy's DNAT. A rule for the pods' port matches nothing, so an Allow lets nobody in and a Deny keeps
 * nobody out. Nothing is said about a port that packets can have before DNAT as well: that of a Service whose addresses
 * are known outside, or of a process on the host.
 *
 * @source projectcalico felix/rules/static.go: pre-DNAT policy hangs on mangle PREROUTING, before nat PREROUTING
 * @cure Name the node port.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-customer
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: [8080]
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       targetPort: 8080
 *       nodePort: 30180
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-customer
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: [30180]
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       targetPort: 8080
 *       nodePort: 30180
 */
export const calicoPreDnatPodPort: Rule = {
  id: 'calico/pre-dnat-pod-port',
  severity: 'warning',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    if (policy.preDNAT?.value !== true) return;
    for (const rule of policy.ingress) {
      if (!isAboutNodes(rule, cluster)) continue;
      for (const port of rule.destination?.ports ?? []) {
        if (port.kind === 'name' || port.from !== port.to) continue;
        const meant = meantMappings(policy, rule, port.from, cluster);
        if (meant.length === 0) continue;
        const nodePorts = [...new Set(meant.flatMap(({ nodePort }) => nodePort ?? []))];
        yield {
          span: port.at,
          message: `${String(port.from)} is the pods' port of ${listed(shownServices(meant))}; before DNAT the packet has ${
            nodePorts.length === 0 ? 'the node port' : `node port ${listed(nodePorts.map(String))}`
          }`,
          why: 'preDNAT policy stands before kube-proxy, so this port matches no packet from outside.',
          fix: fixOf(port.at, nodePorts),
          related: nodePortPlaces(meant),
        };
      }
    }
  }),
};

/** Node-port services that send to this port, unless the port or its node port is spoken of in another sense. */
function meantMappings(
  policy: GlobalNetworkPolicy,
  rule: PolicyRule,
  port: number,
  cluster: Cluster,
): readonly PortMapping[] {
  if (outsidePorts(cluster).has(port) || mappingsByNodePort(cluster).has(port)) return [];
  const meant = (mappingsByTargetPort(cluster).get(port) ?? []).filter(
    ({ hasNodePort, protocol }) => hasNodePort && isOfProtocol(rule, protocol),
  );
  const isNamedToo = meant.some(({ nodePort }) => nodePort !== undefined && speaksOf(policy, nodePort));
  return isNamedToo ? [] : meant;
}

const speaksOf = ({ ingress }: GlobalNetworkPolicy, nodePort: number): boolean =>
  ingress.some(({ destination }) =>
    destination?.ports.some((port) => port.kind === 'range' && port.from <= nodePort && nodePort <= port.to),
  );

/** A rule for some other destination, or for packets of pods, means what it says. */
function isAboutNodes({ source, destination }: PolicyRule, { nodes, podCIDRs }: Cluster): boolean {
  if (destination !== undefined && hasSelector(destination)) return false;
  const nets = destination?.nets ?? [];
  const isNode = nets.some(({ value }) =>
    nodes.some(({ addresses }) => addresses.some((address) => contains(value, address.value))),
  );
  if (nets.length > 0 && !isNode) return false;
  if (source === undefined) return true;
  const isPods = source.nets.some(({ value }) => podCIDRs.some((range) => range.value === value));
  return !hasSelector(source) && !isPods;
}

const hasSelector = ({ selector, namespaceSelector, services, serviceAccounts }: PolicyEntity): boolean =>
  [selector, namespaceSelector, services, serviceAccounts].some((field) => field !== undefined);

function fixOf(at: Span, nodePorts: readonly number[]): Fix | undefined {
  const [only, ...more] = nodePorts;
  if (only === undefined || more.length > 0) return undefined;
  return { title: `Name node port ${String(only)}`, edits: [{ span: at, newText: String(only) }] };
}
