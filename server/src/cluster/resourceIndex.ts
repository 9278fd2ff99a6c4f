import type { Resource } from '../resources/resource.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { ResourceIndex } from './cluster.ts';

/**
 * Orders resources by kind, namespace and name, so that the order of files does not matter. Of two objects with one name
 * the first by file and position holds, as a cluster would keep one of them.
 */
export function indexResources(resources: readonly Resource[]): ResourceIndex {
  const byKind = new Map<string, Resource[]>();
  for (const resource of resources) {
    const list = byKind.get(resource.kind);
    if (list === undefined) byKind.set(resource.kind, [resource]);
    else list.push(resource);
  }
  for (const [kind, list] of byKind) byKind.set(kind, withoutRepeats(list.sort(compare)));
  const all = [...byKind.values()].flat();
  const is =
    <K extends Resource['kind']>(kind: K) =>
    (resource: Resource): resource is Extract<Resource, { readonly kind: K }> =>
      resource.kind === kind;
  return { all, ofKind: (kind) => (byKind.get(kind) ?? []).filter(is(kind)) };
}

function compare(a: Resource, b: Resource): number {
  return (
    bytewise(namespaceOf(a), namespaceOf(b)) ||
    bytewise(nameOf(a), nameOf(b)) ||
    bytewise(a.section.uri, b.section.uri) ||
    a.span.start - b.span.start
  );
}

const withoutRepeats = (sorted: readonly Resource[]): Resource[] =>
  sorted.filter((resource, i) => {
    const before = sorted[i - 1];
    return before === undefined || nameOf(resource) === '' || identity(before) !== identity(resource);
  });

const identity = (resource: Resource): string => `${namespaceOf(resource)}/${nameOf(resource)}`;

/** Order of Go's string comparison, for the plain ASCII that names are made of. */
export const bytewise = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
