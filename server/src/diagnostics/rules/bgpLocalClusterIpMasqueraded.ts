import type { Cluster } from '../../cluster/cluster.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { Span } from '../../text/span.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { forKindInCluster, type RelatedPlace, type Rule } from '../rule.ts';
import { hasNodePorts, isHeadless } from '../services.ts';

/**
 * Outsiders that come to the cluster IP are masqueraded, even with `externalTrafficPolicy: Local`.
 *
 * With that policy Calico announces the cluster IP from the nodes that hold an endpoint, and packets of outsiders arrive where
 * the pod is. Yet kube-proxy masquerades whatever goes to a cluster IP and does not come from a pod, if it can tell pods
 * apart (clusterCIDR, or another detectLocalMode): the pod sees the node's address. The policy keeps the client's address
 * at node ports, external IPs and load-balancer addresses.
 *
 * @source kubernetes pkg/proxy/iptables/proxier.go: syncProxyRules ("masquerade off-cluster traffic to a service VIP"); seen on a real kernel
 * @cure Let outsiders use a load-balancer or external address, which serviceLoadBalancerIPs and serviceExternalIPs announce.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     clusterIP: 10.49.60.52
 *     externalTrafficPolicy: Local
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 *   ---
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   clusterCIDR: 10.48.0.0/16
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: LoadBalancer
 *     clusterIP: 10.49.60.52
 *     externalTrafficPolicy: Local
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceLoadBalancerIPs:
 *     - cidr: 203.0.113.0/24
 *   ---
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   clusterCIDR: 10.48.0.0/16
 */
export const bgpLocalClusterIpMasqueraded: Rule = {
  id: 'bgp/local-cluster-ip-masqueraded',
  severity: 'info',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    const policy = service.externalTrafficPolicy;
    if (policy?.value !== 'Local' || !hasNodePorts(service) || isHeadless(service)) return;
    const [announced] = defaultBgpConfiguration(cluster)?.serviceClusterIPs ?? [];
    const detector = masquerading(cluster);
    if (announced === undefined || detector === undefined) return;
    yield {
      span: policy.entry,
      message:
        'Clients that come to the cluster IP are masqueraded all the same: pods see the address of the node',
      why: `${detector.why} The client's address is kept at node ports, external IPs and load-balancer addresses.`,
      related: [
        { span: announced.span, message: 'the cluster IP is announced' },
        ...(detector.at === undefined ? [] : [place(detector.at)]),
      ],
    };
  }),
};

const place = (span: Span): RelatedPlace => ({ span, message: 'how kube-proxy knows pods' });

interface Masquerading {
  readonly why: string;
  readonly at: Span | undefined;
}

/** What makes kube-proxy masquerade outsiders; undefined where it does not, or where only a simulated fact says so. */
function masquerading(cluster: Cluster): Masquerading | undefined {
  const { detectLocal, masqueradeAll } = cluster.kubeProxy;
  if (masqueradeAll.value && !isSimulated(masqueradeAll.because))
    return { why: 'masqueradeAll marks every packet to a cluster IP.', at: placeIn(masqueradeAll.because) };
  const { kind } = detectLocal.value;
  // kubeadm gives kube-proxy the pod range that its configuration names.
  const [kubeadm] = cluster.resources.ofKind('ClusterConfiguration');
  const isKnown = !isSimulated(detectLocal.because) || kubeadm?.podSubnet !== undefined;
  if (kind === 'none' || !isKnown) return undefined;
  return { why: reason(cluster), at: placeIn(detectLocal.because) ?? kubeadm?.podSubnet?.span };
}

function reason({ kubeProxy }: Cluster): string {
  const detector = kubeProxy.detectLocal.value;
  if (detector.kind !== 'clusterCIDR')
    return 'kube-proxy masquerades whatever goes to a cluster IP and does not come from a pod of this node.';
  const [cidr = ''] = detector.cidrs;
  return kubeProxy.mode.value === 'iptables'
    ? `kube-proxy has ! -s ${cidr} -j KUBE-MARK-MASQ in front of the endpoints of a cluster IP.`
    : `kube-proxy masquerades whatever goes to a cluster IP and does not come from ${cidr}.`;
}

const placeIn = (because: Cluster['kubeProxy']['detectLocal']['because']): Span | undefined =>
  because.flatMap((cause) => (cause.kind === 'manifest' ? [cause.span] : []))[0];
