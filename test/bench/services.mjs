// The manifests that are measured.

/** A Service of 24 lines with its separator, as people write them. */
export const service = (index) => `apiVersion: v1
kind: Service
metadata:
  name: svc-${index}
  namespace: ns-${index % 20}
  labels:
    app: app-${index}
spec:
  type: NodePort
  externalTrafficPolicy: Local
  selector:
    app: app-${index}
    tier: backend
  ports:
    - name: http
      port: 80
      targetPort: 8080
      nodePort: ${30000 + (index % 2767)}
      protocol: TCP
    - name: metrics
      port: 9090
      targetPort: metrics
      protocol: TCP
`;

export const separator = '---\n';
export const linesOfService = (service(0) + separator).split('\n').length - 1;

/** So many Services in one file. */
export const manyServices = (count) =>
  Array.from({ length: count }, (_, index) => service(index)).join(separator);

/** Where in `manyServices` the values of a Service's name and node port, and its `externalTrafficPolicy`, stand. */
export const nameAt = (index) => ({ line: index * linesOfService + 3, character: 8 });
export const trafficPolicyAt = (index) => ({ line: index * linesOfService + 9, character: 6 });
export const nodePortAt = (index) => ({ line: index * linesOfService + 17, character: 16 });
