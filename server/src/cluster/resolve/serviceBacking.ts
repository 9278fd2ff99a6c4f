import { memoByKey } from '../../memo/memo.ts';
import type { Endpoints, EndpointSlice } from '../../resources/k8s/endpoints.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { namespaceOf } from '../../resources/meta.ts';
import type { ClusterPod } from '../cluster.ts';
import { idOf } from '../resourceIndex.ts';
import { indexPods } from './endpoints.ts';

export type Backing = readonly (EndpointSlice | Endpoints | ClusterPod)[];

/** What a service's endpoints come from: its slices, else its Endpoints object, else the pods its selector matches. */
export function backingOf(
  allSlices: readonly EndpointSlice[],
  allEndpoints: readonly Endpoints[],
  pods: readonly ClusterPod[],
): (service: Service) => Backing {
  const slices = slicesByOwner(allSlices);
  const endpoints = endpointsById(allEndpoints);
  const select = podIndex(pods);
  return (service) =>
    slices.get(idOf(service)) ??
    endpoints.get(idOf(service)) ??
    select(namespaceOf(service), service.selector);
}

// An edit leaves the list of a kind alone when it does not touch that kind, so these are made rarely.
const slicesByOwner = memoByKey(
  (all: readonly EndpointSlice[]): ReadonlyMap<string, readonly EndpointSlice[]> => {
    const found = new Map<string, EndpointSlice[]>();
    for (const slice of all) {
      const owner = ownerOf(slice);
      const list = found.get(owner);
      if (list === undefined) found.set(owner, [slice]);
      else list.push(slice);
    }
    return found;
  },
);

const ownerOf = memoByKey(
  (slice: EndpointSlice): string =>
    `${namespaceOf(slice)}/${slice.meta.labels.get('kubernetes.io/service-name')?.value ?? ''}`,
);

const endpointsById = memoByKey(
  (all: readonly Endpoints[]): ReadonlyMap<string, Backing> =>
    new Map(all.map((object) => [idOf(object), [object]])),
);

const podIndex = memoByKey((pods: readonly ClusterPod[]) => indexPods(pods));
