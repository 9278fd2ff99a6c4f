import type { CalicoPolicySpec } from '../../resources/calico/policy.ts';
import { addFirstField } from '../edits.ts';
import { directionsOf } from '../hostEndpoints.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * In crd.projectcalico.org/v1 nobody fills in types.
 *
 * Calico's own API sets `types` by the rules of a policy. Written straight to the group that Calico stores its objects in,
 * a policy stays as it is, and Felix takes missing `types` for both directions: a policy with ingress rules only then
 * denies all egress of what it selects.
 *
 * @source projectcalico felix/calc/policy_sorter.go: ExtractPolicyMetadata; api/pkg/defaults/networkpolicy.go: defaultPolicyTypesField
 * @cure Use apiVersion projectcalico.org/v3, or write `types`.
 * @bad
 *   apiVersion: crd.projectcalico.org/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: web
 *   spec:
 *     selector: app == "web"
 *     ingress:
 *     - action: Allow
 * @good
 *   apiVersion: crd.projectcalico.org/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: web
 *   spec:
 *     types: [Ingress]
 *     selector: app == "web"
 *     ingress:
 *     - action: Allow
 */
export const calicoTypesMissingInCrd: Rule = {
  id: 'calico/types-missing-in-crd',
  severity: 'warning',
  ...forKind(['GlobalNetworkPolicy', 'CalicoNetworkPolicy'], function* (policy) {
    const { meta, typesAt, specAt } = policy;
    if (meta.apiVersion?.value.startsWith('crd.') !== true || typesAt !== undefined) return;
    const directions = directionsOf(policy);
    const [only] = directions;
    // Before DNAT there is one direction, whatever is said.
    if (only === undefined || directions.length === 2 || policy.preDNAT?.value === true) return;
    const edit = specAt && addFirstField(specAt, 'types', `[${only}]`);
    yield {
      span: meta.apiVersion.entry,
      message: `Without types this policy denies all ${other(only)} too`,
      why: 'crd.projectcalico.org/v1 is not defaulted, and Felix takes missing types for both directions.',
      fix: edit && isYaml(policy) ? { title: `Add types: [${only}]`, edits: [edit] } : undefined,
    };
  }),
};

const other = (direction: string): string => (direction === 'Ingress' ? 'egress' : 'ingress');

/** In JSON the words would need quotes. */
const isYaml = ({ specAt }: CalicoPolicySpec): boolean =>
  specAt !== undefined && specAt.section.text[specAt.start] !== '"';
