import type { Resource } from '../../resources/resource.ts';
import { span } from '../../text/span.ts';
import { parseSection } from '../../yaml/parse.ts';
import type { Hover } from '../answers.ts';
import type { Point, ViewContext } from '../viewContext.ts';
import { hoverAddress } from './address.ts';
import { hoverBgp } from './bgp.ts';
import { hoverKubeProxy } from './kubeProxy.ts';
import { objectAt, pathAt, type PathAt } from './path.ts';
import { hoverPolicy } from './policy.ts';
import { hoverService } from './service.ts';

/** What the field under the pointer leads to; `undefined` where there is nothing to say beyond the schema. */
export function hoverAt(context: ViewContext, { section, offset }: Point): Hover | undefined {
  const resource = context.cluster.resources.all.find(
    (candidate) =>
      candidate.section === section && candidate.span.start <= offset && offset <= candidate.span.end,
  );
  if (resource === undefined) return undefined;
  const path = pathAt(objectAt(parseSection(section).root, resource.span.start), offset);
  if (path === undefined) return undefined;
  const markdown = consequences(context, resource, path) ?? hoverAddress(context, path);
  const { start, end } = path.onKey || path.scalar === undefined ? path.entry.key : path.scalar;
  const range = context.locate(span(section, start, end))?.range;
  return markdown === undefined || range === undefined ? undefined : { markdown, range };
}

function consequences(context: ViewContext, resource: Resource, path: PathAt): string | undefined {
  if (resource.kind === 'Service') return hoverService(context, resource, path);
  if (resource.kind === 'GlobalNetworkPolicy') return hoverPolicy(context, resource, path);
  if (resource.kind === 'BGPConfiguration' || resource.kind === 'BGPPeer')
    return hoverBgp(context, resource, path);
  return resource.kind === 'KubeProxyConfiguration' ? hoverKubeProxy(context, path) : undefined;
}
