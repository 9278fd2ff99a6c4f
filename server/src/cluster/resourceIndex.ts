import { lazy } from '../memo/lazy.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import type { ResourceIndex } from './cluster.ts';

type Kind = Resource['kind'];

/** The objects of one kind. */
interface KindList {
  /** In the order in which they were given. */
  readonly given: readonly Resource[];
  /** By namespace and name; of one name by file, then as given. */
  readonly sorted: readonly Resource[];
  /** The same without those that another of the same name stands before. */
  readonly held: readonly Resource[];
}

/** What an index was made of, for the next one. */
const listsOf = new WeakMap<ResourceIndex, ReadonlyMap<Kind, KindList>>();

/**
 * Orders resources by kind, namespace and name, so that the order of files does not matter. Of two objects with one name
 * the first by file and position holds, as a cluster would keep one of them. Objects of one file are given in its order.
 *
 * An earlier index only saves work: what did not change is not sorted again, and the list of a kind of which nothing
 * changed is the same array as before, so that what was derived from it can be kept.
 */
export function indexResources(resources: readonly Resource[], before?: ResourceIndex): ResourceIndex {
  const earlier = before === undefined ? undefined : listsOf.get(before);
  const lists = new Map<Kind, KindList>();
  for (const [kind, given] of byKind(resources)) lists.set(kind, nextList(given, earlier?.get(kind)));
  const index = indexOf(lists);
  listsOf.set(index, lists);
  return index;
}

function indexOf(lists: ReadonlyMap<Kind, KindList>): ResourceIndex {
  // A list holds objects of its own kind only: they were put there by that kind.
  const ofKind = <K extends Kind>(kind: K): readonly ResourceOf<K>[] =>
    (lists.get(kind)?.held ?? none) as readonly ResourceOf<K>[];
  const all = lazy(() =>
    [...lists.keys()].sort(bytewise).flatMap((kind): readonly Resource[] => ofKind(kind)),
  );
  return {
    get all() {
      return all();
    },
    ofKind,
  };
}

/** One array for every kind that nobody wrote: it too stays the same from one index to the next. */
const none: readonly never[] = [];

function byKind(resources: readonly Resource[]): ReadonlyMap<Kind, readonly Resource[]> {
  const found = new Map<Kind, Resource[]>();
  for (const resource of resources) {
    const list = found.get(resource.kind);
    if (list === undefined) found.set(resource.kind, [resource]);
    else list.push(resource);
  }
  return found;
}

function nextList(given: readonly Resource[], before: KindList | undefined): KindList {
  if (before === undefined) return sortedList(given);
  const { removed, added } = difference(before.given, given);
  if (removed.length + added.length === 0) return before;
  const sorted = withChanges(before.sorted, removed, added);
  if (sorted === undefined) return sortedList(given);
  const held = before.held === before.sorted ? sorted : withoutRepeats(sorted);
  return { given, sorted, held };
}

function sortedList(given: readonly Resource[]): KindList {
  const sorted = [...given].sort(compare);
  return { given, sorted, held: withoutRepeats(sorted) };
}

/** An edit changes something in between; what both lists begin and end with is the same. */
function difference(
  before: readonly Resource[],
  after: readonly Resource[],
): { readonly removed: readonly Resource[]; readonly added: readonly Resource[] } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail += 1;
  return {
    removed: before.slice(head, before.length - tail),
    added: after.slice(head, after.length - tail),
  };
}

/** More changes than this part of a list, and sorting it anew is no slower. */
const mostChanges = 1 / 8;

/**
 * The sorted list with changes; `undefined` when they are many, or when one has the name of another object: then the
 * order in which all were given counts too.
 */
function withChanges(
  sorted: readonly Resource[],
  removed: readonly Resource[],
  added: readonly Resource[],
): readonly Resource[] | undefined {
  if (removed.length + added.length > sorted.length * mostChanges) return undefined;
  const gone = new Set(removed);
  const changed = sorted.filter((resource) => !gone.has(resource));
  for (const resource of added) {
    const at = placeIn(changed, resource);
    if (sameName(resource, changed[at - 1]) || sameName(resource, changed[at])) return undefined;
    changed.splice(at, 0, resource);
  }
  return changed;
}

/** Where the first stands that does not come before `resource`. */
function placeIn(sorted: readonly Resource[], resource: Resource): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const candidate = sorted[middle];
    if (candidate !== undefined && compare(candidate, resource) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
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

const compare = (a: Resource, b: Resource): number =>
  bytewise(namespaceOf(a), namespaceOf(b)) ||
  bytewise(nameOf(a), nameOf(b)) ||
  bytewise(a.section.uri, b.section.uri);

const sameName = (a: Resource, b: Resource | undefined): boolean =>
  b !== undefined && nameOf(a) === nameOf(b) && namespaceOf(a) === namespaceOf(b);

/** Objects that have no name yet are all kept. The same array when nothing is repeated. */
function withoutRepeats(sorted: readonly Resource[]): readonly Resource[] {
  const isHeld = (resource: Resource, i: number): boolean =>
    nameOf(resource) === '' || !sameName(resource, sorted[i - 1]);
  return sorted.every(isHeld) ? sorted : sorted.filter(isHeld);
}

/** Order of Go's string comparison, for the plain ASCII that names are made of. */
export const bytewise = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
