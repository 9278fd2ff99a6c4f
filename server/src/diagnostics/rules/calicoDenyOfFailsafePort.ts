import type { GlobalNetworkPolicy, PolicyRule } from '../../resources/calico/policy.ts';
import type { PolicyPort } from '../../resources/calico/policyPort.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { selectedHostEndpoints } from '../hostEndpoints.ts';
import { isOfProtocol } from '../policyPorts.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * A failsafe port is let in before any policy.
 *
 * So that no policy locks out those who could mend it, Felix lets some ports in to every host endpoint first: SSH 22, DHCP
 * 68, BGP 179, etcd 2379 and 2380, Typha 5473, the API server 6443, and 6666 and 6667. A Deny for one of them is never
 * reached, unless FelixConfiguration changes the list.
 *
 * @source projectcalico felix/config/config_params.go: FailsafeInboundHostPorts; felix/rules/endpoints.go: the jump to cali-failsafe-in comes first
 * @cure Take the port out of `failsafeInboundHostPorts` in FelixConfiguration, with care, or filter it elsewhere.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: no-ssh
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: [22]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: no-mail
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: [25]
 */
export const calicoDenyOfFailsafePort: Rule = {
  id: 'calico/deny-of-failsafe-port',
  severity: 'info',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    if (!isOnlyForHostsThemselves(policy, cluster)) return;
    for (const rule of policy.ingress) {
      if (rule.action?.value !== 'Deny') continue;
      for (const port of rule.destination?.ports ?? []) {
        if (!isFailsafe(port, rule)) continue;
        yield {
          span: port.at,
          message: `This Deny is never reached: ${String(port.from)} is a failsafe port`,
          why: 'Felix lets failsafe ports in before any policy, unless FelixConfiguration changes the list.',
        };
      }
    }
  }),
};

const failsafe: Readonly<Record<'TCP' | 'UDP', readonly number[]>> = {
  TCP: [22, 179, 2379, 2380, 5473, 6443, 6666, 6667],
  UDP: [68],
};

const isFailsafe = (port: PolicyPort, rule: PolicyRule): port is Extract<PolicyPort, { kind: 'range' }> =>
  port.kind === 'range' &&
  port.from === port.to &&
  (['TCP', 'UDP'] as const).some(
    (protocol) =>
      rule.protocol !== undefined && isOfProtocol(rule, protocol) && failsafe[protocol].includes(port.from),
  );

/** Forwarded packets pass no failsafe rules, so with applyOnForward a Deny may still be reached by them. */
const isOnlyForHostsThemselves = (policy: GlobalNetworkPolicy, cluster: Cluster): boolean =>
  policy.preDNAT?.value === true ||
  (policy.applyOnForward?.value !== true &&
    policy.doNotTrack?.value !== true &&
    (selectedHostEndpoints(policy, cluster)?.size ?? 0) > 0);
