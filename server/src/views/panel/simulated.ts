import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { isSimulated, type Fact } from '../../origin/origin.ts';

/** Every simulated address and port of a cluster, as rules print it: alone, and an endpoint with its port. */
export const simulatedValues = memoByKey((cluster: Cluster): ReadonlySet<string> => {
  const values = new Set<string>();
  const add = ({ value, because }: Fact<string | number>): void => {
    if (isSimulated(because)) values.add(String(value));
  };
  for (const { clusterIPs, ports, loadBalancerIngress } of cluster.services) {
    clusterIPs.forEach(add);
    loadBalancerIngress.forEach(({ ip }) => {
      add(ip);
    });
    for (const { nodePort } of ports) if (nodePort !== undefined) add(nodePort);
  }
  cluster.nodes.forEach(({ addresses }) => {
    addresses.forEach(add);
  });
  const pods = new Set(
    cluster.pods.flatMap(({ ips }) =>
      ips.filter(({ because }) => isSimulated(because)).map(({ value }) => String(value)),
    ),
  );
  for (const pod of pods) values.add(pod);
  for (const { slices } of cluster.services) {
    for (const { endpoints, ports } of slices) {
      for (const { address } of endpoints) {
        if (pods.has(address))
          for (const { port } of ports)
            values.add(address.includes(':') ? `[${address}]:${String(port)}` : `${address}:${String(port)}`);
      }
    }
  }
  return values;
});
