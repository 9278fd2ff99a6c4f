import type { Cluster } from '../../cluster/cluster.ts';
import type { GlobalNetworkPolicy } from '../../resources/calico/policy.ts';
import { globalPoliciesOf, mayMeet, selectsPodsOnly } from '../hostEndpoints.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * An untracked connection must be allowed both ways.
 *
 * A packet that a `doNotTrack` policy allows leaves no trace in connection tracking. Its answer belongs to no known
 * connection: unless an untracked rule of the other direction allows it too, it is taken for invalid and dropped.
 *
 * @source projectcalico felix/rules/endpoints.go (untracked chains in the raw table), felix/rules/static.go: packets in conntrack state INVALID are dropped
 * @cure Add rules for the other direction with the ports turned round: what goes in to destination port 80 comes out from
 *   source port 80.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: memcached
 *   spec:
 *     applyOnForward: true
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Allow
 *       protocol: TCP
 *       destination:
 *         ports: [11211]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: memcached
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
export const calicoDoNotTrackOneDirection: Rule = {
  id: 'calico/do-not-track-one-direction',
  severity: 'warning',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    const { doNotTrack } = policy;
    if (doNotTrack?.value !== true || selectsPodsOnly(policy)) return;
    const [goesIn, goesOut] = [allows(policy, 'ingress'), allows(policy, 'egress')];
    if (goesIn === goesOut) return;
    const missing = goesIn ? 'egress' : 'ingress';
    if (isAllowedElsewhere(policy, missing, cluster)) return;
    yield {
      span: doNotTrack.entry,
      message: `doNotTrack allows ${goesIn ? 'ingress' : 'egress'} but no ${missing}: replies are dropped`,
      why: 'Without connection tracking a reply belongs to no connection and needs a rule of its own.',
    };
  }),
};

type Direction = 'ingress' | 'egress';

const allows = (policy: GlobalNetworkPolicy, direction: Direction): boolean =>
  policy[direction].some(({ action }) => action?.value === 'Allow');

const isAllowedElsewhere = (policy: GlobalNetworkPolicy, direction: Direction, cluster: Cluster): boolean =>
  globalPoliciesOf(cluster).some(
    (other) =>
      other !== policy &&
      other.doNotTrack?.value === true &&
      allows(other, direction) &&
      mayMeet(policy, other, cluster),
  );
