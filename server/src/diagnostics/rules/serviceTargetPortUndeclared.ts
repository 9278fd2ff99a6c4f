import { forKindInCluster, type Rule } from '../rule.ts';
import { podsBehind, shownSource } from '../workloads.ts';
import { listed } from '../words.ts';

/**
 * A target port that no selected pod declares may be a slip.
 *
 * `containerPort` only informs: a container may listen on ports it does not declare, so this is no mistake in itself.
 * Where every selected pod declares ports and none is this one, connections are often refused by the pod.
 *
 * @source kubernetes staging/src/k8s.io/api/core/v1/types.go: Container.Ports, "not specifying a port here does not prevent that port from being exposed"
 * @cure Use the port the container listens on, or declare it.
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
 *       - containerPort: 8080
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
 *       targetPort: 8080
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
 *       - containerPort: 8080
 */
export const serviceTargetPortUndeclared: Rule = {
  id: 'service/target-port-undeclared',
  severity: 'hint',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    const pods = podsBehind(service, cluster);
    const [first] = pods;
    if (first === undefined || pods.some(({ spec }) => spec.ports.length === 0)) return;
    for (const { port, targetPort, protocol } of service.ports) {
      const target = targetPort ?? port;
      if (target === undefined || typeof target.value === 'string') continue;
      const declared = pods.flatMap(({ spec }) =>
        spec.ports.flatMap((known) =>
          (known.protocol?.value ?? 'TCP') === (protocol?.value ?? 'TCP')
            ? (known.containerPort?.value ?? [])
            : [],
        ),
      );
      if (declared.length === 0 || declared.includes(target.value)) continue;
      const shown = listed([...new Set(declared)].map(String));
      yield {
        span: target.span,
        message: `No selected pod declares port ${String(target.value)}; ${shownSource(first)} declares ${shown}`,
        why: 'Declared ports only inform; if nothing listens there, the pod refuses the connection.',
      };
    }
  }),
};
