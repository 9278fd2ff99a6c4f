import type { Cluster } from '../../cluster/cluster.ts';
import type { HostEndpoint } from '../../resources/calico/hostEndpoint.ts';
import { policiesOn } from '../navigation.ts';
import { selectedEndpoints, type Policy } from '../selected.ts';
import { count } from '../words.ts';
import { fact, type TellLens } from './tellLens.ts';

/** `selects 3 endpoints`; nothing where the selector cannot be read. */
export function policyLens(cluster: Cluster, policy: Policy): readonly TellLens[] {
  return [
    () => {
      const selected = selectedEndpoints(policy, cluster);
      if (selected === undefined) return fact('selector cannot be read');
      const { pods, hosts, atMost } = selected;
      return fact(`selects ${atMost ? 'at most ' : ''}${selectedCount(policy, pods.length, hosts.length)}`);
    },
  ];
}

/** Calico's word for what a policy governs is endpoint; Kubernetes knows pods alone. */
function selectedCount({ kind }: Policy, pods: number, hosts: number): string {
  if (kind === 'NetworkPolicy') return pods === 0 ? 'no pod' : count(pods, 'pod');
  if (pods + hosts === 0) return 'no endpoint';
  if (hosts === 0 || pods === 0) return hosts === 0 ? count(pods, 'pod') : count(hosts, 'host endpoint');
  return `${count(pods + hosts, 'endpoint')}: ${count(pods, 'pod')}, ${count(hosts, 'host endpoint')}`;
}

/** How many policies hold on the interface; without any, and without a profile, all but failsafe ports is closed. */
export const hostEndpointLens =
  (cluster: Cluster, endpoint: HostEndpoint): TellLens =>
  () => {
    const policies = policiesOn(cluster, endpoint);
    if (policies.length > 0) return fact(`${count(policies.length, 'policy')} on this host endpoint`);
    return fact(
      endpoint.profiles.length > 0 ? 'no policy: profiles decide' : 'no policy: only failsafe ports are open',
    );
  };
