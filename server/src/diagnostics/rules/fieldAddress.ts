import { parseIp } from '../../net/ip.ts';
import { fieldFindings, rewrite, unquoted } from '../fieldProblems.ts';
import { forEveryKind, type Rule } from '../rule.ts';

/**
 * A field for an address holds an address.
 *
 * An IPv4 address is four numbers from 0 to 255 without leading zeros, an IPv6 address is written as in RFC 4291. The API
 * server and Calico refuse anything else; below, the field counts as absent.
 *
 * @source Go's net.ParseIP (leading zeros refused since 1.17); kubernetes pkg/apis/core/validation/validation.go, projectcalico libcalico-go/lib/validator/v3/validator.go
 * @cure Write an IPv4 or IPv6 address. Where a range is meant, the field is another one.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.256
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.25
 */
export const fieldAddress: Rule = {
  id: 'field/address',
  severity: 'error',
  ...forEveryKind((resource) =>
    fieldFindings(resource, 'address', (problem) => {
      const [address = '', length] = unquoted(problem).split('/');
      // One address written as a range: the length says so.
      return (length === '32' || length === '128') && parseIp(address) !== undefined
        ? rewrite(problem, address)
        : undefined;
    }),
  ),
};
