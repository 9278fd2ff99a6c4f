import { removeEntry } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';
import { present } from '../selectors.ts';

/**
 * A namespaced policy never reaches a host.
 *
 * `preDNAT`, `doNotTrack` and `applyOnForward` are fields of GlobalNetworkPolicy. Calico's NetworkPolicy does not have
 * them: calicoctl refuses the file, and kubectl drops the fields without a word. Nor could they do anything there, for a
 * NetworkPolicy selects pods of its namespace only.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/networkpolicy.go; libcalico-go/lib/backend/syncersv1/updateprocessors/networkpolicyprocessor.go
 * @cure Write a GlobalNetworkPolicy that selects the host endpoints.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: NetworkPolicy
 *   metadata:
 *     name: close-node-ports
 *   spec:
 *     preDNAT: true
 *     ingress:
 *     - action: Deny
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-node-ports
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 */
export const calicoHostFieldOnNetworkPolicy: Rule = {
  id: 'calico/host-field-on-network-policy',
  severity: 'error',
  ...forKind(['CalicoNetworkPolicy'], function* ({ preDNAT, doNotTrack, applyOnForward }) {
    const named = [
      { name: 'preDNAT', field: preDNAT },
      { name: 'doNotTrack', field: doNotTrack },
      { name: 'applyOnForward', field: applyOnForward },
    ];
    for (const { name, field } of named) {
      for (const { entry, value } of present(field)) {
        const edit = value ? undefined : removeEntry(entry);
        yield {
          span: entry,
          message: `${name} is no field of a NetworkPolicy`,
          why: 'Only a GlobalNetworkPolicy selects host endpoints; here the field is refused or dropped.',
          fix: edit && { title: `Remove ${name}`, edits: [edit] },
        };
      }
    }
  }),
};
