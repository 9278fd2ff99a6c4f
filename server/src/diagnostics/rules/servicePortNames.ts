import { firstLine } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * With several ports, each has a name, and no two the same.
 *
 * A Service with one port may leave its name out. With more, endpoints are told apart by the name of the port, so the API
 * server wants one on every port and refuses a name that is there twice.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go: validateServicePort
 * @cure Give every port a name of its own.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 *     - port: 443
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - name: http
 *       port: 80
 *     - name: https
 *       port: 443
 */
export const servicePortNames: Rule = {
  id: 'service/port-names',
  severity: 'error',
  ...forKind(['Service'], function* ({ ports }) {
    if (ports.length < 2) return;
    const seen = new Set<string>();
    for (const { name, at } of ports) {
      if (name === undefined || name.value === '') {
        yield {
          span: firstLine(at),
          message: 'A port without a name among several ports',
          why: 'The API server refuses it: with more than one port, each needs a name.',
        };
        continue;
      }
      if (seen.has(name.value))
        yield {
          span: name.entry,
          message: `Two ports are named ${name.value}`,
          why: 'The API server refuses it: endpoints are told apart by the name of the port.',
        };
      seen.add(name.value);
    }
  }),
};
