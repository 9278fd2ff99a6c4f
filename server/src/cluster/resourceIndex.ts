import { changedPart, unchangedEnds } from '../memo/edit.ts';
import { lazy } from '../memo/lazy.ts';
import { sameItems } from '../memo/memo.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import type { ResourceIndex } from './cluster.ts';

type Kind = Resource['kind'];

/** The objects of one kind. */
interface KindList {
  /** By namespace and name; of one name by file, then as given. */
  readonly sorted: readonly Resource[];
  /** The same without those that another of the same name stands before. */
  readonly held: readonly Resource[];
}

/** What an index was made of, for the next one. */
interface Made {
  /** All objects in the order in which they were given. */
  readonly given: readonly Resource[];
  readonly lists: ReadonlyMap<Kind, KindList>;
}

const madeOf = new WeakMap<ResourceIndex, Made>();

/**
 * Orders resources by kind, namespace and name, so that the order of files does not matter. Of two objects with one name
 * the first by file and position holds, as a cluster would keep one of them. Objects of one file are given in its order.
 *
 * An earlier index only saves work: what did not change is not sorted again, and the list of a kind of which nothing
 * changed is the same array as before, so that what was derived from it can be kept.
 */
export function indexResources(given: readonly Resource[], before?: ResourceIndex): ResourceIndex {
  const earlier = before === undefined ? undefined : madeOf.get(before);
  const lists = earlier === undefined ? sortedLists(given) : editedLists(earlier, given);
  const index = indexOf(lists);
  madeOf.set(index, { given, lists });
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

const sortedLists = (given: readonly Resource[]): ReadonlyMap<Kind, KindList> =>
  new Map([...byKind(given)].map(([kind, list]) => [kind, sortedList(list)]));

function editedLists(
  { given: before, lists }: Made,
  given: readonly Resource[],
): ReadonlyMap<Kind, KindList> {
  const ends = unchangedEnds(before, given);
  const removed = byKind(changedPart(before, ends));
  const added = byKind(changedPart(given, ends));
  const edited = new Map(lists);
  for (const kind of new Set([...removed.keys(), ...added.keys()])) {
    const list = editedList(lists.get(kind), removed.get(kind) ?? [], added.get(kind) ?? []);
    edited.set(kind, list ?? sortedList(given.filter((resource) => resource.kind === kind)));
  }
  return edited;
}

function sortedList(given: readonly Resource[]): KindList {
  const sorted = [...given].sort(compare);
  return { sorted, held: withoutRepeats(sorted) };
}

/**
 * The list with changes; `undefined` when they are so many that sorting anew is no slower, or when one has the name of
 * another object: then the order in which all were given counts too.
 */
function editedList(
  list: KindList | undefined,
  removed: readonly Resource[],
  added: readonly Resource[],
): KindList | undefined {
  if (list === undefined) return sortedList(added);
  if (sameItems(removed, added)) return list;
  if (removed.length + added.length > Math.max(list.sorted.length / 8, 8)) return undefined;
  const gone = new Set(removed);
  const sorted = list.sorted.filter((resource) => !gone.has(resource));
  for (const resource of added) {
    const at = placeIn(sorted, resource);
    if (sameName(resource, sorted[at - 1]) || sameName(resource, sorted[at])) return undefined;
    sorted.splice(at, 0, resource);
  }
  return { sorted, held: list.held === list.sorted ? sorted : withoutRepeats(sorted) };
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
