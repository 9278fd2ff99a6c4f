import { forKind, type Finding, type Rule } from '../rule.ts';
import type { Located } from '../../yaml/located.ts';

/**
 * A Service cannot have one port twice.
 *
 * A port is told by protocol and number together; the same holds for node ports. TCP 53 and UDP 53 are two ports, TCP 53
 * and TCP 53 are one, and the API server refuses the second.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go: ValidateService, duplicate Ports and NodePorts
 * @cure Change the number or the protocol of one of them, or remove it.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - name: http
 *       port: 80
 *     - name: web
 *       port: 80
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: dns
 *   spec:
 *     ports:
 *     - name: dns
 *       protocol: UDP
 *       port: 53
 *     - name: dns-tcp
 *       protocol: TCP
 *       port: 53
 */
export const servicePortDuplicate: Rule = {
  id: 'service/port-duplicate',
  severity: 'error',
  ...forKind(['Service'], function* ({ ports }) {
    const seen = new Map<string, Located<number>>();
    for (const { port, nodePort, protocol } of ports) {
      const transport = protocol?.value ?? 'TCP';
      yield* repeated('port', port, transport, seen);
      yield* repeated('nodePort', nodePort, transport, seen);
    }
  }),
};

function* repeated(
  field: string,
  number: Located<number> | undefined,
  protocol: string,
  seen: Map<string, Located<number>>,
): Generator<Finding> {
  if (number === undefined) return;
  const id = `${field} ${protocol} ${String(number.value)}`;
  const first = seen.get(id);
  if (first === undefined) {
    seen.set(id, number);
    return;
  }
  yield {
    span: number.entry,
    message: `${field} ${String(number.value)} (${protocol}) is there twice`,
    why: 'The API server refuses the Service: protocol and number together tell a port.',
    related: [{ span: first.entry, message: 'the first one' }],
  };
}
