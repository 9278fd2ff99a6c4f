import { forKind, type Rule } from '../rule.ts';

/**
 * `ignoredInterfaces` holds names and patterns of interfaces, but not all of them.
 *
 * At most 15 letters, digits, dots, dashes and underscores; `*` stands for any of them. A lone `*` would ignore every
 * interface, and Calico refuses it.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go, tag `ignoredInterface`
 * @cure Name the interfaces, or what their names begin with: `docker*`.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     ignoredInterfaces: ["*"]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     ignoredInterfaces: ["docker*"]
 */
export const bgpIgnoredInterface: Rule = {
  id: 'bgp/ignored-interface',
  severity: 'error',
  ...forKind(['BGPConfiguration'], function* ({ ignoredInterfaces }) {
    for (const { value, span } of ignoredInterfaces)
      if (value === '*' || (value !== '' && !/^[a-zA-Z0-9_.*-]{1,15}$/.test(value)))
        yield {
          span,
          message: `Not an interface to be ignored: ${value.replace(/\s+/g, ' ')}`,
          why:
            value === '*'
              ? 'Calico refuses it: with every interface ignored BIRD would know no subnet.'
              : 'Calico refuses it: a name has at most 15 letters, digits, dots, dashes, underscores and stars.',
        };
  }),
};
