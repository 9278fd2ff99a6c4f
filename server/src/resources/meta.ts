import type { Section, Span } from '../text/span.ts';
import type { Fields, FieldProblem } from '../yaml/fields.ts';
import type { Located } from '../yaml/located.ts';

/** What every object carries, as written. */
export interface Meta {
  readonly apiVersion: Located<string> | undefined;
  readonly kindAt: Span;
  readonly name: Located<string> | undefined;
  /** As written; namespaced kinds without one are in `default` (`namespaceOf`). */
  readonly namespace: Located<string> | undefined;
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly annotations: ReadonlyMap<string, Located<string>>;
}

/** What every resource has, whatever its kind. */
export interface ResourceBase {
  readonly meta: Meta;
  readonly section: Section;
  /** The whole object. */
  readonly span: Span;
  /** Fields whose values could not be read, each reported here once and absent above. */
  readonly problems: readonly FieldProblem[];
}

export function readMeta(root: Fields): Meta {
  const metadata = root.map('metadata');
  return {
    apiVersion: root.text('apiVersion'),
    kindAt: root.entry('kind') ?? root.span,
    name: metadata?.text('name'),
    namespace: metadata?.text('namespace'),
    labels: metadata?.stringMap('labels') ?? new Map(),
    annotations: metadata?.stringMap('annotations') ?? new Map(),
  };
}

export const nameOf = (resource: ResourceBase): string => resource.meta.name?.value ?? '';

export const namespaceOf = (resource: ResourceBase): string => resource.meta.namespace?.value ?? 'default';

/** Where to point when the whole object is meant: its name, or its kind when it has none. */
export const titleSpan = (resource: ResourceBase): Span => resource.meta.name?.span ?? resource.meta.kindAt;
