import { contains, overlaps, type Cidr } from '../../net/cidr.ts';
import { isFor, poolKinds, poolsIn } from '../pools.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { writtenAddresses, type WrittenAddress } from '../writtenAddresses.ts';
import type { Located } from '../../yaml/located.ts';
import { listed } from '../words.ts';

/**
 * A pool must keep out of the network of the nodes.
 *
 * Where a pool holds the address of a node, a pod may get that address, and packets to the node count as packets to a pod:
 * they are not masqueraded. Where it only overlaps the subnet of the nodes, the connected route of that subnet lies within
 * the pool, and BIRD announces it to every peer as if it were a block. Machines of a ClusterProfile count too; addresses
 * that are only simulated do not.
 *
 * @source projectcalico node/filesystem/etc/calico/confd/templates/bird_ipam.cfg.template: calico_export_to_bgp_peers; felix/rules/nat.go (cali-nat-outgoing)
 * @cure Give the pool a range that no machine has an address of.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.0.0.0/16
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   status:
 *     addresses:
 *     - { type: InternalIP, address: 10.0.1.30 }
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   status:
 *     addresses:
 *     - { type: InternalIP, address: 10.0.1.30 }
 */
export const calicoPoolOverlapsNodes: Rule = {
  id: 'calico/pool-overlaps-nodes',
  severity: 'error',
  ...forKindInCluster(poolKinds, function* (resource, cluster) {
    const addresses = writtenAddresses(cluster);
    for (const pool of poolsIn(resource)) {
      const { cidr } = pool;
      const inside = addresses.filter(({ ip }) => contains(cidr.value, ip));
      if (inside.length > 0) yield holdsAddress(cidr, inside);
      // A pool of load-balancer addresses may well be a part of the nodes' subnet.
      else if (isFor(pool, 'Workload') || isFor(pool, 'Tunnel')) yield* overlapsSubnet(cidr, addresses);
    }
  }),
};

function holdsAddress(cidr: Located<Cidr>, inside: readonly WrittenAddress[]): Finding {
  const owners = [...new Set(inside.map(({ owner, ip }) => `${owner} (${ip})`))];
  return {
    span: cidr.span,
    message: `${cidr.value} holds the address of ${listed(owners)}`,
    why: 'A pod may get that address, and packets there count as packets to a pod: not masqueraded, and routed to a block.',
    related: inside.slice(0, 4).map(({ span, owner }) => ({ span, message: `an address of ${owner}` })),
  };
}

function* overlapsSubnet(cidr: Located<Cidr>, addresses: readonly WrittenAddress[]): Generator<Finding> {
  const found = addresses.find(({ subnet }) => subnet !== undefined && overlaps(cidr.value, subnet));
  if (found?.subnet === undefined) return;
  yield {
    span: cidr.span,
    message: `${cidr.value} overlaps ${found.subnet}, the subnet of ${found.owner}`,
    why: 'The route of that subnet lies within the pool, so that BIRD announces it, and its addresses count as those of pods.',
    severity: 'warning',
    related: [{ span: found.span, message: `an address of ${found.owner}` }],
  };
}
