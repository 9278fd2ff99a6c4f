import type { Pod, Workload } from '../../resources/k8s/workload.ts';
import { workloadKinds } from '../../resources/k8s/workload.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Resource } from '../../resources/resource.ts';
import { code, linkTo, linkToCause } from '../links.ts';
import { policiesOn, servicesOn } from '../navigation.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';
import { titleSpan } from '../../resources/meta.ts';

/** On the labels of a pod or of a template: who selects by them. On a container port: which services send there. */
export function hoverPod(context: ViewContext, resource: Resource, path: PathAt): string | undefined {
  if (!hasPods(resource)) return undefined;
  const field = fieldName(path).replace(/^spec\.template\./, '');
  const inTemplate = resource.kind === 'Pod' || path.keys[1] === 'template';
  if (inTemplate && (field === 'metadata.labels' || field.startsWith('metadata.labels.')))
    return selectedBy(context, resource);
  if (field === 'spec.containers.ports.containerPort' || field === 'spec.containers.ports.name')
    return servedBy(context, resource, path);
  return undefined;
}

const hasPods = (resource: Resource): resource is Pod | Workload =>
  resource.kind === 'Pod' || workloadKinds.some((kind) => kind === resource.kind);

function selectedBy({ cluster, locate }: ViewContext, resource: Pod | Workload): string {
  const link = (other: Resource): string => linkTo(locate, nameOf(other), titleSpan(other));
  const services = servicesOn(cluster, resource);
  const policies = policiesOn(cluster, resource);
  return [
    services.length === 0
      ? 'No Service in this workspace selects them.'
      : `Selected by ${services.length === 1 ? 'Service' : 'Services'} ${listed(services.map(link))}.`,
    policies.length === 0
      ? 'No policy in this workspace selects them.'
      : `Governed by ${listed(policies.map((policy) => `${shownKind[policy.kind] ?? policy.kind} ${link(policy)}`))}.`,
  ].join('\n\n');
}

const shownKind: Readonly<Record<string, string>> = { CalicoNetworkPolicy: 'NetworkPolicy' };

/** Services whose packets arrive at this port of the pods. */
function servedBy(
  { cluster, locate }: ViewContext,
  resource: Pod | Workload,
  { keys, scalar, entry }: PathAt,
): string | undefined {
  const written = scalar?.value ?? entry.value;
  const field = keys.at(-1);
  const names = new Set(
    cluster.pods.filter((pod) => pod.resource === resource).map((pod) => `${pod.namespace}/${pod.name}`),
  );
  const ports = cluster.services.flatMap((service) =>
    service.ports
      .filter((port) =>
        service.slices.some(
          ({ ports: known, endpoints }) =>
            known.some(
              ({ name, port: number }) =>
                name === port.name && (field === 'name' ? port.targetPort === written : number === written),
            ) && endpoints.some(({ pod }) => pod !== undefined && names.has(pod)),
        ),
      )
      .map((port) => {
        const link = linkToCause(locate, `${service.namespace}/${service.name}`, service.because);
        return `${code(port.port)} of Service ${link}`;
      }),
  );
  return ports.length === 0 ? undefined : `Target of port ${listed(ports)}.`;
}
