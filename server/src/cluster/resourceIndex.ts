import type { Resource } from '../resources/resource.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { ResourceIndex } from './cluster.ts';

/**
 * Orders resources by kind, namespace and name, so that the order of files does not matter. Of two objects with one name
 * the first by file and position holds, as a cluster would keep one of them.
 */
export function indexResources(resources: readonly Resource[]): ResourceIndex {
  const byKind = new Map<Resource['kind'], Resource[]>();
  for (const resource of resources) {
    const list = byKind.get(resource.kind);
    if (list === undefined) byKind.set(resource.kind, [resource]);
    else list.push(resource);
  }
  for (const [kind, list] of byKind) byKind.set(kind, withoutRepeats(list.sort(compare)));
  const all = [...byKind.values()].flat();
  // A list holds objects of its own kind only: they were put there by that kind.
  const ofKind = <K extends Resource['kind']>(kind: K): readonly Extract<Resource, { readonly kind: K }>[] =>
    (byKind.get(kind) ?? []) as Extract<Resource, { readonly kind: K }>[];
  return { all, ofKind };
}

const ids = new WeakMap<Resource, string>();

/** `namespace/name`, put together once for as long as the object lives. */
export function idOf(resource: Resource): string {
  const known = ids.get(resource);
  if (known !== undefined) return known;
  const id = `${namespaceOf(resource)}/${nameOf(resource)}`;
  ids.set(resource, id);
  return id;
}

/** `/` sorts before letters and digits but after `-` and `.`, so the parts are compared one by one where ids differ. */
function compare(a: Resource, b: Resource): number {
  if (idOf(a) !== idOf(b)) return bytewise(namespaceOf(a), namespaceOf(b)) || bytewise(nameOf(a), nameOf(b));
  return bytewise(a.section.uri, b.section.uri) || a.span.start - b.span.start;
}

const withoutRepeats = (sorted: readonly Resource[]): Resource[] =>
  sorted.filter((resource, i) => {
    const before = sorted[i - 1];
    return before === undefined || nameOf(resource) === '' || idOf(before) !== idOf(resource);
  });

/** Order of Go's string comparison, for the plain ASCII that names are made of. */
export const bytewise = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
