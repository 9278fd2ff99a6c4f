import type { Origin } from '../../origin/origin.ts';
import type { PanelRequest } from '../../protocol/panel.ts';
import type { Resource } from '../../resources/resource.ts';

/** Whether a fact belongs to what the reader has in view. */
export type InScope = (because: Origin) => boolean;

/** `resource`: caused by the object under the cursor; `file`: by the file; `cluster`: anything. */
export function scopeOf({ scope, focus }: PanelRequest, resource: Resource | undefined): InScope {
  if (scope === 'cluster' || focus === undefined) return () => true;
  if (scope === 'file')
    return (because) =>
      because.some((cause) => cause.kind === 'manifest' && cause.span.section.uri === focus.uri);
  if (resource === undefined) return () => false;
  const { section, span } = resource;
  return (because) =>
    because.some(
      (cause) =>
        cause.kind === 'manifest' &&
        cause.span.section === section &&
        span.start <= cause.span.start &&
        cause.span.end <= span.end,
    );
}
