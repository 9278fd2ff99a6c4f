import type { ServicePort } from '../../resources/k8s/service.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKindInCluster, type Fix, type Rule } from '../rule.ts';
import { resolved } from '../services.ts';
import { podsBehind, type PodSource } from '../workloads.ts';
import { listed } from '../words.ts';

/**
 * A target port that is named must be a port of the pods.
 *
 * A name is looked up among the ports of each selected pod's containers, protocol included. A pod without it gets no
 * endpoint for that port; when no pod has it, connections to the port are refused.
 *
 * @source kubernetes pkg/api/v1/pod/util.go: FindPort; staging/src/k8s.io/endpointslice/utils.go: getEndpointPorts
 * @cure Use a name that the containers give one of their ports, or the number.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *       targetPort: htpp
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer
 *     labels:
 *       app: customer
 *   spec:
 *     containers:
 *     - name: web
 *       ports:
 *       - name: http
 *         containerPort: 8080
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *       targetPort: http
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer
 *     labels:
 *       app: customer
 *   spec:
 *     containers:
 *     - name: web
 *       ports:
 *       - name: http
 *         containerPort: 8080
 */
export const serviceTargetPortNameUnknown: Rule = {
  id: 'service/target-port-name-unknown',
  severity: 'warning',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    if (service.ports.every(({ targetPort }) => typeof targetPort?.value !== 'string')) return;
    const pods = podsBehind(service, cluster);
    const slices = resolved(cluster, service)?.slices ?? [];
    if (pods.length === 0 || slices.some(({ source }) => source !== 'selector')) return;
    for (const port of service.ports) {
      const { targetPort } = port;
      if (targetPort === undefined || typeof targetPort.value !== 'string') continue;
      if (isNamed(pods, port, targetPort.value)) continue;
      const names = namesOf(pods, port);
      yield {
        span: targetPort.span,
        message: `No selected pod has a port named ${targetPort.value}${
          names.length === 0 ? '' : `; they have ${listed(names)}`
        }`,
        why: 'The port gets no endpoints, so connections to it are refused.',
        fix: fixOf(targetPort, names),
      };
    }
  }),
};

const isSame = (a: ServicePort['protocol'], b: ServicePort['protocol']): boolean =>
  (a?.value ?? 'TCP') === (b?.value ?? 'TCP');

const isNamed = (pods: readonly PodSource[], { protocol }: ServicePort, wanted: string): boolean =>
  pods.some(({ spec }) =>
    spec.ports.some((port) => port.name?.value === wanted && isSame(port.protocol, protocol)),
  );

function namesOf(pods: readonly PodSource[], { protocol }: ServicePort): readonly string[] {
  const names = pods.flatMap(({ spec }) =>
    spec.ports.flatMap((port) => (isSame(port.protocol, protocol) ? (port.name?.value ?? []) : [])),
  );
  return [...new Set(names)];
}

function fixOf(targetPort: Located<number | string>, names: readonly string[]): Fix | undefined {
  const meant = names.length === 1 ? names[0] : nearest(String(targetPort.value), names);
  return meant === undefined
    ? undefined
    : { title: `Use ${meant}`, edits: [replaceValue(targetPort, meant)] };
}
