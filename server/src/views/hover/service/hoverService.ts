import type { Service } from '../../../resources/k8s/service.ts';
import { servicesByResource } from '../../inlayHints.ts';
import type { ViewContext } from '../../viewContext.ts';
import { fieldName, listIndex, type PathAt } from '../path.ts';
import { addressHovers } from './addresses.ts';
import { policyHovers } from './policies.ts';
import { hoverPort } from './ports.ts';
import { hoverName, hoverSelector } from './selector.ts';
import type { ServiceHover } from './serviceHover.ts';

/** Consequences of a Service's fields, in the mode and version in force, node by node where they differ. */
export function hoverService(context: ViewContext, resource: Service, path: PathAt): string | undefined {
  const service = servicesByResource(context.cluster).get(resource);
  if (service === undefined) return undefined;
  const asked = { context, service, resource, path };
  const [top, field] = path.keys;
  if (top === 'spec' && field === 'selector') return hoverSelector(asked);
  if (top === 'spec' && field === 'ports') return hoverPort(asked, listIndex(path));
  return fields[fieldName(path)]?.(asked);
}

const fields: Readonly<Record<string, ServiceHover>> = {
  'metadata.name': hoverName,
  ...policyHovers,
  ...addressHovers,
};
