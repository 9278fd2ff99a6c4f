import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { IpFamily } from '../net/ip.ts';
import type { NodeDataplane } from './dataplane.ts';
import { natOutgoing } from './felix/natOutgoing.ts';
import { deriveKubeProxy } from './kubeProxy/kubeProxy.ts';

/** Everything one node holds for one address family; `undefined` when the cluster has no node of that name. */
export const deriveNode = memoByKey(
  (cluster: Cluster, nodeName: string, family: IpFamily): NodeDataplane | undefined => {
    const node = cluster.nodes.find(({ name }) => name === nodeName);
    return node === undefined
      ? undefined
      : {
          node,
          family,
          proxy: deriveKubeProxy(cluster, node, family),
          felix: natOutgoing(cluster, node, family),
        };
  },
);
