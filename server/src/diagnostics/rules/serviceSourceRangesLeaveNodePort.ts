import { forKind, type Rule } from '../rule.ts';
import { typeOf } from '../services.ts';

/**
 * Source ranges close the load balancer's address, not the node ports.
 *
 * kube-proxy applies `loadBalancerSourceRanges` to packets for the load balancer's address only (chain KUBE-FW-…). The
 * node ports that the Service gets as well take packets from everybody.
 *
 * @source kubernetes pkg/proxy/iptables/proxier.go: syncProxyRules, the firewall chain hangs on the load balancer's address; kubernetes/kubernetes issue 33586
 * @cure Set `allocateLoadBalancerNodePorts: false` where the load balancer does not need them, or close the node ports with
 *   a Calico GlobalNetworkPolicy with `preDNAT: true`.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: LoadBalancer
 *     loadBalancerSourceRanges:
 *     - 203.0.113.0/24
 *     ports:
 *     - port: 80
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: LoadBalancer
 *     allocateLoadBalancerNodePorts: false
 *     loadBalancerSourceRanges:
 *     - 203.0.113.0/24
 *     ports:
 *     - port: 80
 */
export const serviceSourceRangesLeaveNodePort: Rule = {
  id: 'service/source-ranges-leave-node-port',
  severity: 'info',
  ...forKind(['Service'], function* (service) {
    const [range] = service.loadBalancerSourceRanges;
    if (range === undefined || typeOf(service) !== 'LoadBalancer') return;
    const isAllocated = service.allocateLoadBalancerNodePorts?.value !== false;
    if (!isAllocated && service.ports.every(({ nodePort }) => nodePort === undefined)) return;
    // A range that lets everybody in closes nothing to begin with.
    if (service.loadBalancerSourceRanges.some(({ value }) => value.trim().endsWith('/0'))) return;
    yield {
      span: range.span,
      message: 'loadBalancerSourceRanges leave the node ports open to everybody',
      why: "kube-proxy checks the ranges for the load balancer's address only, not for node ports.",
    };
  }),
};
