import type { Cluster, ClusterService } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { isSimulated } from '../origin/origin.ts';
import type { Service, ServicePort } from '../resources/k8s/service.ts';
import type { Resource } from '../resources/resource.ts';
import { titleSpan } from '../resources/meta.ts';
import type { Range, Span } from '../text/span.ts';
import type { InlayHint } from './answers.ts';
import type { ViewContext } from './viewContext.ts';
import { count } from './words.ts';

/** Simulated facts, resolved target ports and endpoint counts, beside the fields they belong to. */
export function inlayHints(
  context: ViewContext,
  resources: readonly Resource[],
  range: Range,
): readonly InlayHint[] {
  const services = servicesByResource(context.cluster);
  return resources.flatMap((resource) => {
    const service = resource.kind === 'Service' ? services.get(resource) : undefined;
    if (resource.kind !== 'Service' || service === undefined || !isNear(context, resource.span, range))
      return [];
    return serviceHints(context, resource, service);
  });
}

export const servicesByResource = memoByKey(
  (cluster: Cluster): ReadonlyMap<Resource, ClusterService> =>
    new Map(cluster.services.map((service) => [service.resource, service])),
);

function isNear({ locate }: ViewContext, span: Span, range: Range): boolean {
  const place = locate(span)?.range;
  return place !== undefined && place.start.line <= range.end.line && range.start.line <= place.end.line;
}

function serviceHints(
  context: ViewContext,
  resource: Service,
  service: ClusterService,
): readonly InlayHint[] {
  return [
    ...clusterIPHint(context, resource, service),
    ...endpointsHint(context, resource, service),
    ...resource.ports.flatMap((port) => portHints(context, service, port)),
  ];
}

function clusterIPHint(
  context: ViewContext,
  resource: Service,
  { clusterIPs }: ClusterService,
): readonly InlayHint[] {
  const simulated = clusterIPs.filter(({ because }) => isSimulated(because)).map(({ value }) => value);
  if (simulated.length === 0) return [];
  const tooltip =
    'Simulated cluster IP: no manifest says one. It stays the same while the name does. Set `clusterIP` to make it certain.';
  return after(context, titleSpan(resource), `clusterIP ${simulated.join(', ')} (simulated)`, tooltip);
}

function endpointsHint(
  context: ViewContext,
  { selectorAt }: Service,
  { slices }: ClusterService,
): readonly InlayHint[] {
  const key =
    selectorAt === undefined ? undefined : { ...selectorAt, end: selectorAt.start + 'selector:'.length };
  if (key === undefined) return [];
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const nodes = new Set(endpoints.flatMap(({ nodeName }) => nodeName ?? []));
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const label =
    endpoints.length === 0
      ? 'no endpoints'
      : `${count(endpoints.length, 'endpoint')} on ${count(nodes.size, 'node')}${ready < endpoints.length ? `, ${String(ready)} ready` : ''}`;
  const lines = endpoints
    .slice(0, 20)
    .map(({ address, pod, nodeName }) => `- \`${address}\` ${pod ?? ''} on ${nodeName ?? 'an unknown node'}`);
  return after(
    context,
    key,
    label,
    lines.length === 0 ? 'No pod matches, so nothing answers.' : lines.join('\n'),
  );
}

function portHints(
  context: ViewContext,
  service: ClusterService,
  written: ServicePort,
): readonly InlayHint[] {
  const port = service.ports.find(({ because }) =>
    because.some((cause) => cause.kind === 'manifest' && cause.span.start === written.at.start),
  );
  if (port === undefined || written.port === undefined) return [];
  const hints: InlayHint[] = [];
  if (port.nodePort !== undefined && written.nodePort === undefined) {
    const tooltip = 'Simulated node port: no manifest says one. Set `nodePort` to make it certain.';
    hints.push(
      ...after(context, written.port.span, `nodePort ${String(port.nodePort.value)} (simulated)`, tooltip),
    );
  }
  if (typeof port.targetPort === 'string' && written.targetPort !== undefined) {
    const resolved = [
      ...new Set(
        service.slices.flatMap(({ ports }) =>
          ports.filter(({ name }) => name === port.name).map((known) => known.port),
        ),
      ),
    ];
    const label = resolved.length === 0 ? 'no pod has it' : `→ ${resolved.join(', ')}`;
    hints.push(
      ...after(context, written.targetPort.span, label, `What the pods call \`${port.targetPort}\`.`),
    );
  }
  return hints;
}

function after({ locate }: ViewContext, span: Span, label: string, tooltip: string): readonly InlayHint[] {
  const end = locate(span)?.range.end;
  return end === undefined ? [] : [{ ...end, label, tooltip }];
}
