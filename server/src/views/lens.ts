import type { Cluster, ClusterService } from '../cluster/cluster.ts';
import { announcements } from '../dataplane/routing/announcements.ts';
import { nameOf, titleSpan } from '../resources/meta.ts';
import { workloadKinds } from '../resources/k8s/workload.ts';
import type { Resource } from '../resources/resource.ts';
import type { Lens, LensAction } from './answers.ts';
import { causedBy, familyInUse, type Caused } from './caused.ts';
import { servicesByResource } from './inlayHints.ts';
import { traceTargetOf } from './traceEnds.ts';
import type { ViewContext } from './viewContext.ts';
import { count, listed } from './words.ts';

/** Above each object: what it causes, and a packet traced to it. */
export function lenses(context: ViewContext, resources: readonly Resource[]): readonly Lens[] {
  return resources.flatMap((resource) => {
    const range = context.locate(titleSpan(resource))?.range;
    return range === undefined
      ? []
      : contentOf(context.cluster, resource).map((lens) => ({ ...lens, range }));
  });
}

type LensContent = Omit<Lens, 'range'>;

function contentOf(cluster: Cluster, resource: Resource): readonly LensContent[] {
  if (resource.kind === 'Service') return serviceLenses(cluster, resource);
  if (resource.kind === 'BGPConfiguration')
    return nameOf(resource) === 'default' ? announcedLens(cluster) : [];
  return workloadKinds.some((kind) => kind === resource.kind) ? workloadLenses(cluster, resource) : [];
}

function serviceLenses(cluster: Cluster, resource: Resource): readonly LensContent[] {
  const service = servicesByResource(cluster).get(resource);
  const caused = causedBy(cluster, resource);
  if (service === undefined || caused === undefined) return [];
  const target = traceTargetOf(cluster, service);
  return [
    { title: causedTitle(caused), action: showRules(cluster) },
    ...announcedServiceLens(cluster, service),
    ...(target === undefined
      ? []
      : [{ title: `Trace packet from ${target.from}`, action: { kind: 'trace', ...target } as const }]),
  ];
}

const showRules = (cluster: Cluster): LensAction => ({
  kind: 'show',
  view: cluster.kubeProxy.mode.value,
  at: undefined,
});

function causedTitle({ noun, least, most, nodes }: Caused): string {
  if (most === 0) return `no ${noun}s`;
  const many = least === most ? count(most, noun) : `${String(least)}–${String(most)} ${noun}s`;
  return `${many} on ${count(nodes, 'node')}`;
}

function announcedServiceLens(cluster: Cluster, service: ClusterService): readonly LensContent[] {
  const byPrefix = new Map<string, string[]>();
  for (const { name } of cluster.nodes) {
    for (const { prefix, reason } of announcements(cluster, name, familyInUse(cluster))) {
      if (reason.kind !== 'serviceAddress' || !reason.services.includes(service)) continue;
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), name]);
    }
  }
  return [...byPrefix].map(([prefix, nodes]) => ({
    title: `${prefix} announced by ${listed(nodes)}${nodes.length < cluster.nodes.length ? ' only' : ''}`,
    action: showRoutes,
  }));
}

const showRoutes: LensAction = { kind: 'show', view: 'routes', at: undefined };

function announcedLens(cluster: Cluster): readonly LensContent[] {
  const prefixes = new Set<string>();
  const nodes = new Set<string>();
  for (const { name } of cluster.nodes) {
    for (const { prefix, reason } of announcements(cluster, name, familyInUse(cluster))) {
      if (reason.kind !== 'serviceRange' && reason.kind !== 'serviceAddress') continue;
      prefixes.add(prefix);
      nodes.add(name);
    }
  }
  const title =
    prefixes.size === 0
      ? 'no service route announced'
      : `${count(prefixes.size, 'service route')} announced by ${count(nodes.size, 'node')}`;
  return [{ title, action: showRoutes }];
}

function workloadLenses(cluster: Cluster, resource: Resource): readonly LensContent[] {
  const pods = cluster.pods.filter((pod) => pod.resource === resource);
  if (pods.length === 0) return [];
  const nodes = new Set(pods.flatMap(({ node }) => node?.value ?? []));
  return [
    {
      title: `${count(pods.length, 'simulated pod')} on ${listed([...nodes].sort())}`,
      action: { kind: 'none' },
    },
  ];
}
