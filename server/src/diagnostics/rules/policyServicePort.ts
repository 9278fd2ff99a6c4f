import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { namespaceOf } from '../../resources/meta.ts';
import { mappingsByTargetPort, shownServices } from '../policyPorts.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { portMappings, type PortMapping } from '../services.ts';
import { add, podsMatching, podsBehind, type PodSource } from '../workloads.ts';
import { listed } from '../words.ts';

/**
 * A policy names the pods' port, not that of the Service.
 *
 * When a packet reaches the pod, kube-proxy has changed its destination: it has the pod's address and the target port. A
 * rule for the port of the Service matches nothing, so what it was to let in stays out.
 *
 * @source kubernetes staging/src/k8s.io/api/networking/v1/types.go: NetworkPolicyPort.Port is a port of the pods; projectcalico/calico issue 8049
 * @cure Name the target port of the Service.
 * @bad
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: customer
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: customer
 *     ingress:
 *     - ports:
 *       - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *       targetPort: 8080
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: customer
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: customer
 * @good
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: customer
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: customer
 *     ingress:
 *     - ports:
 *       - port: 8080
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *       targetPort: 8080
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: customer
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: customer
 */
export const policyServicePort: Rule = {
  id: 'policy/service-port',
  severity: 'warning',
  ...forKindInCluster(['NetworkPolicy'], function* (policy, cluster) {
    const ports = policy.ingress.flatMap((rule) => rule.ports ?? []);
    if (ports.length === 0) return;
    const pods = new Set(podsMatching(cluster, namespaceOf(policy), policy.podSelector));
    for (const { port, endPort, protocol } of ports) {
      if (port === undefined || typeof port.value === 'string' || endPort !== undefined) continue;
      const number = port.value;
      const meant = (mappingsByPort(cluster).get(number) ?? []).filter(
        (mapping) => mapping.protocol === (protocol?.value ?? 'TCP') && isFor(mapping, pods, cluster),
      );
      const targets = [...new Set(meant.flatMap(({ targetPorts }) => targetPorts))];
      const [only] = targets;
      if (only === undefined || isPortOf(pods, number, cluster)) continue;
      yield {
        span: port.span,
        message: `${String(number)} is the port of service ${listed(shownServices(meant))}; its pods get packets to ${listed(targets.map(String))}`,
        why: "At the pod the packet has the pods' port, so this rule matches nothing that comes through the service.",
        fix:
          targets.length === 1
            ? { title: `Name port ${String(only)}`, edits: [{ span: port.span, newText: String(only) }] }
            : undefined,
      };
    }
  }),
};

const mappingsByPort = memoByKey((cluster: Cluster): ReadonlyMap<number, readonly PortMapping[]> => {
  const found = new Map<number, PortMapping[]>();
  for (const mapping of portMappings(cluster)) add(found, mapping.port, mapping);
  return found;
});

const behind = ({ service }: PortMapping, cluster: Cluster): readonly PodSource[] =>
  podsBehind(service, cluster);

/** Whether all pods behind a service are among these: with any other the policy may mean other pods. */
function isFor(mapping: PortMapping, pods: ReadonlySet<PodSource>, cluster: Cluster): boolean {
  const selected = behind(mapping, cluster);
  return selected.length > 0 && selected.every((pod) => pods.has(pod));
}

/** A number that a pod declares, or that a service sends to, is a port of the pods. */
const isPortOf = (pods: ReadonlySet<PodSource>, port: number, cluster: Cluster): boolean =>
  [...pods].some(({ spec }) => spec.ports.some(({ containerPort }) => containerPort?.value === port)) ||
  (mappingsByTargetPort(cluster).get(port) ?? []).some((mapping) =>
    behind(mapping, cluster).some((pod) => pods.has(pod)),
  );
