import { forKind, type Rule } from '../rule.ts';

/**
 * A policy is pre-DNAT or untracked, not both.
 *
 * `doNotTrack` policy stands in the raw table, `preDNAT` policy behind it in the mangle table. One policy cannot stand in
 * both places, and a packet that is not tracked is never DNATed, so Calico refuses the pair.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/globalnetworkpolicy.go, the CEL rule of its spec: "preDNAT and doNotTrack cannot both be true"
 * @cure Keep `preDNAT` to filter node ports and service addresses; keep `doNotTrack` for a service of the host itself that
 *   sees very many connections. Write two policies if both are meant.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: both
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     doNotTrack: true
 *     selector: has(host)
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: one
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 */
export const calicoPreDnatWithDoNotTrack: Rule = {
  id: 'calico/pre-dnat-with-do-not-track',
  severity: 'error',
  ...forKind(['GlobalNetworkPolicy'], function* ({ preDNAT, doNotTrack }) {
    if (preDNAT?.value !== true || doNotTrack?.value !== true) return;
    yield {
      span: doNotTrack.entry,
      message: 'doNotTrack and preDNAT in one policy',
      why: 'Calico refuses it: one policy cannot stand in the raw table and in the mangle table.',
      related: [{ span: preDNAT.entry, message: 'preDNAT' }],
    };
  }),
};
