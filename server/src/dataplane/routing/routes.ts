import type { Cluster, ClusterNode, ClusterPod, ExternalHost } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { IpFamily } from '../../net/ip.ts';
import { externalRoutes } from './externalRoutes.ts';
import type { HostRef } from './host.ts';
import { nodeRoutes } from './nodeRoutes.ts';
import { inKernelOrder } from './order.ts';
import { podRoutes } from './podRoutes.ts';
import type { Route } from './route.ts';

/**
 * The main routing table of a host for one family, in the order `ip route` lists it. Addresses that the host answers
 * to itself (those on kube-ipvs0 among them) are in the kernel's table `local` and not here. The same cluster and host
 * give the same table object.
 */
export function deriveRoutes(cluster: Cluster, at: HostRef, family: IpFamily): readonly Route[] {
  switch (at.kind) {
    case 'node':
      return tablesOfNode(at.node, cluster)(family);
    case 'external':
      return tablesOfHost(at.host, cluster)(family);
    case 'pod':
      return tablesOfPod(at.pod, cluster)(family);
  }
}

type Tables = (family: IpFamily) => readonly Route[];

const tablesOfNode = memoByKey((node: ClusterNode, cluster: Cluster): Tables =>
  perFamily((family) => nodeRoutes(cluster, node, family)),
);
const tablesOfHost = memoByKey((host: ExternalHost, cluster: Cluster): Tables =>
  perFamily((family) => externalRoutes(cluster, host, family)),
);
const tablesOfPod = memoByKey((pod: ClusterPod, cluster: Cluster): Tables =>
  perFamily((family) => podRoutes(cluster, pod, family)),
);

function perFamily(derive: Tables): Tables {
  const tables = new Map<IpFamily, readonly Route[]>();
  return (family) => {
    const known = tables.get(family) ?? inKernelOrder(derive(family));
    tables.set(family, known);
    return known;
  };
}
