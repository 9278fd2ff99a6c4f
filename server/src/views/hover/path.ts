import type { YamlEntry, YamlNode, YamlScalar } from '../../yaml/node.ts';

/** What a point of a document is on: the keys above it, the entry it belongs to, and the scalar under it. */
export interface PathAt {
  /** `['spec', 'ports', '0', 'nodePort']`, counted from the object that holds the point. */
  readonly keys: readonly string[];
  readonly entry: YamlEntry;
  readonly scalar: YamlScalar | undefined;
  readonly onKey: boolean;
}

/** The innermost entry at an offset; `undefined` between entries. */
export function pathAt(
  node: YamlNode | undefined,
  offset: number,
  above: readonly string[] = [],
): PathAt | undefined {
  if (node === undefined || offset < node.start || offset > node.end) return undefined;
  switch (node.kind) {
    case 'scalar':
      return undefined;
    case 'sequence':
      return pathInItems(node.items, offset, above);
    case 'map': {
      const entry = node.entries.find(({ start, end }) => start <= offset && offset <= end);
      return entry === undefined ? undefined : pathInEntry(entry, offset, above);
    }
  }
}

function pathInItems(
  items: readonly YamlNode[],
  offset: number,
  above: readonly string[],
): PathAt | undefined {
  const index = items.findIndex(({ start, end }) => start <= offset && offset <= end);
  const item = items[index];
  if (item === undefined) return undefined;
  const keys = [...above, String(index)];
  if (item.kind !== 'scalar') return pathAt(item, offset, keys);
  return {
    keys,
    entry: { key: item, value: item, start: item.start, end: item.end },
    scalar: item,
    onKey: false,
  };
}

function pathInEntry(entry: YamlEntry, offset: number, above: readonly string[]): PathAt {
  const keys = [...above, entry.key.source];
  const { value } = entry;
  const onKey = offset <= entry.key.end;
  const inner = onKey || value === undefined ? undefined : pathAt(value, offset, keys);
  return inner ?? { keys, entry, scalar: value?.kind === 'scalar' ? value : undefined, onKey };
}

/** The map inside which an object of a list begins, so that its keys are counted from itself. */
export function objectAt(node: YamlNode | undefined, start: number): YamlNode | undefined {
  if (node === undefined || node.start === start) return node;
  const children =
    node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'sequence' ? node.items : [];
  const inside = children.find((child) => child !== undefined && child.start <= start && start < child.end);
  return inside === undefined ? undefined : objectAt(inside, start);
}

/** The path without the places in lists: `spec.ports.nodePort`. */
export const fieldName = ({ keys }: PathAt): string => keys.filter((key) => !/^\d+$/.test(key)).join('.');

/** The first place in a list on the way: of `spec.ports.2.nodePort` it is 2. */
export const listIndex = ({ keys }: PathAt): number => Number(keys.find((key) => /^\d+$/.test(key)) ?? NaN);
