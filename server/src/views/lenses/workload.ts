import type { Cluster } from '../../cluster/cluster.ts';
import type { Resource } from '../../resources/resource.ts';
import { nameOf } from '../../resources/meta.ts';
import { servicesOn } from '../navigation.ts';
import { count, listed } from '../words.ts';
import { fact, type TellLens } from './tellLens.ts';

/** Where the pods of a workload are simulated, and the services that they answer for. */
export function workloadLenses(cluster: Cluster, resource: Resource): readonly TellLens[] {
  const services = servicesOn(cluster, resource);
  return [
    ...(resource.kind === 'Pod' ? [] : simulatedPods(cluster, resource)),
    ...(services.length === 0
      ? []
      : [
          () =>
            fact(
              `backs ${services.length === 1 ? 'Service' : 'Services'} ${listed(services.map(nameOf), 4)}`,
            ),
        ]),
  ];
}

/** None where the workspace has the pods themselves, as a cluster printed them. */
function simulatedPods({ pods }: Cluster, resource: Resource): readonly TellLens[] {
  const own = pods.filter((pod) => pod.resource === resource);
  if (own.length === 0) return [];
  const nodes = [...new Set(own.flatMap(({ node }) => node?.value ?? []))].sort();
  const where = nodes.length === 0 ? '' : ` on ${listed(nodes)}`;
  return [() => fact(`${count(own.length, 'simulated pod')}${where}`)];
}
