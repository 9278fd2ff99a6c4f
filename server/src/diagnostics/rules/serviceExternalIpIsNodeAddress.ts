import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import { isSimulated } from '../../origin/origin.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * In IPVS mode, an external IP that is a node's own address cuts that node off.
 *
 * IPVS mode puts every address of every Service on the interface kube-ipvs0 of every node. Put there, a node's address is
 * local everywhere: the other nodes no longer reach that node, its kubelet and, on a control-plane node, its API server.
 *
 * @source kubernetes pkg/proxy/ipvs/proxier.go: syncService binds the address to kube-ipvs0; kubernetes/kubernetes issues 127410 and 93175
 * @cure Use a node port to reach a Service by the address of a node, or an address that no node has.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 10.0.1.30
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: ipvs
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   status:
 *     addresses:
 *     - type: InternalIP
 *       address: 10.0.1.30
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.30
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: ipvs
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   status:
 *     addresses:
 *     - type: InternalIP
 *       address: 10.0.1.30
 */
export const serviceExternalIpIsNodeAddress: Rule = {
  id: 'service/external-ip-is-node-address',
  severity: 'error',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    const { mode } = cluster.kubeProxy;
    if (mode.value !== 'ipvs' || service.externalIPs.length === 0) return;
    for (const { value, span } of service.externalIPs) {
      const ip = parseIp(value);
      const node = ip === undefined ? undefined : nodeByAddress(cluster).get(ip);
      if (node === undefined) continue;
      yield {
        span,
        message: `External IP ${value} is the address of node ${node}, and kube-proxy runs in IPVS mode`,
        why: `Every node would take the address as its own, so ${node} could no longer be reached.`,
        // A mode that is only asked for as "what if" is no mistake yet.
        ...(isSimulated(mode.because) ? { severity: 'warning' as const } : {}),
      };
    }
  }),
};

/** Addresses that somebody wrote; a simulated one accuses nobody. */
const nodeByAddress = memoByKey((cluster: Cluster): ReadonlyMap<Ip, string> => {
  const found = new Map<Ip, string>();
  for (const { name, addresses, interfaces } of cluster.nodes) {
    for (const { value, because } of addresses) if (!isSimulated(because)) found.set(value, name);
    for (const { name: device, addresses: own } of interfaces)
      if (device !== 'lo') for (const { ip, because } of own) if (!isSimulated(because)) found.set(ip, name);
  }
  return found;
});
