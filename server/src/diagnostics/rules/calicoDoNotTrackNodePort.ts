import type { PolicyRule } from '../../resources/calico/policy.ts';
import type { Span } from '../../text/span.ts';
import { isOfProtocol, shownServices } from '../policyPorts.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { mappingsByNodePort } from '../services.ts';
import { listed } from '../words.ts';

/**
 * Untracked packets never reach a Service.
 *
 * kube-proxy's DNAT needs connection tracking. A packet that a `doNotTrack` policy allows is not tracked, so it is not
 * DNATed: it ends at the node, where nothing listens on the node port.
 *
 * @source projectcalico felix/rules/endpoints.go (Allow in an untracked chain sets NOTRACK); the kernel's nat tables see tracked packets only
 * @cure Use `preDNAT` instead of `doNotTrack` for node ports. `doNotTrack` fits services of the host itself.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: fast-customer
 *   spec:
 *     applyOnForward: true
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Allow
 *       protocol: TCP
 *       destination:
 *         ports: [30180]
 *     egress:
 *     - action: Allow
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 30180
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: fast-memcached
 *   spec:
 *     applyOnForward: true
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Allow
 *       protocol: TCP
 *       destination:
 *         ports: [11211]
 *     egress:
 *     - action: Allow
 *       protocol: TCP
 *       source:
 *         ports: [11211]
 */
export const calicoDoNotTrackNodePort: Rule = {
  id: 'calico/do-not-track-node-port',
  severity: 'warning',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    if (policy.doNotTrack?.value !== true) return;
    for (const rule of policy.ingress) {
      for (const port of allowedPorts(rule)) {
        const mappings = (mappingsByNodePort(cluster).get(port.number) ?? []).filter(({ protocol }) =>
          isOfProtocol(rule, protocol),
        );
        if (mappings.length === 0) continue;
        yield {
          span: port.at,
          message: `Untracked packets to ${String(port.number)} never reach ${listed(shownServices(mappings))}`,
          why: 'kube-proxy can DNAT tracked packets only; an untracked one ends at the node.',
        };
      }
    }
  }),
};

const allowedPorts = ({
  action,
  destination,
}: PolicyRule): readonly { readonly number: number; readonly at: Span }[] =>
  action?.value === 'Allow'
    ? (destination?.ports ?? []).flatMap((port) =>
        port.kind === 'range' && port.from === port.to ? [{ number: port.from, at: port.at }] : [],
      )
    : [];
