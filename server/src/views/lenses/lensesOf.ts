import { workloadKinds } from '../../resources/k8s/workload.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Resource } from '../../resources/resource.ts';
import { isPolicy } from '../selected.ts';
import type { ViewContext } from '../viewContext.ts';
import { bgpConfigurationLens, peerLens, poolLens } from './bgp.ts';
import { filterLens } from './bgpFilter.ts';
import { hostEndpointLens, policyLens } from './policy.ts';
import { serviceLenses } from './service.ts';
import type { TellLens } from './tellLens.ts';
import { workloadLenses } from './workload.ts';

/** The lenses of one object, each told when it comes into sight. */
export function lensesOf({ cluster }: ViewContext, resource: Resource): readonly TellLens[] {
  if (isPolicy(resource)) return policyLens(cluster, resource);
  if (resource.kind === 'Service') return serviceLenses(cluster, resource);
  if (resource.kind === 'BGPConfiguration')
    return nameOf(resource) === 'default' ? [bgpConfigurationLens(cluster)] : [];
  if (resource.kind === 'BGPPeer') return [peerLens(cluster, resource)];
  if (resource.kind === 'BGPFilter') return [filterLens(cluster, resource)];
  if (resource.kind === 'IPPool') return [poolLens(cluster, resource)];
  if (resource.kind === 'HostEndpoint') return [hostEndpointLens(cluster, resource)];
  const isWorkload = resource.kind === 'Pod' || workloadKinds.some((kind) => kind === resource.kind);
  return isWorkload ? workloadLenses(cluster, resource) : [];
}
