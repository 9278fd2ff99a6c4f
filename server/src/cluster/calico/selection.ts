import { matchesSelector } from '../../resources/selector/match.ts';
import { parseSelector } from '../../resources/selector/parse.ts';
import type { Selector } from '../../resources/selector/selector.ts';

const parsed = new Map<string, Selector | undefined>();

/**
 * Whether a selector as written picks something with these labels. One that cannot be read picks nothing: Calico
 * refuses the object it is in.
 */
export function picks(selector: string, labels: ReadonlyMap<string, string>): boolean {
  const tree = treeOf(selector);
  return tree !== undefined && matchesSelector(tree, labels);
}

/** The same texts come back for every node and at every edit. */
function treeOf(text: string): Selector | undefined {
  if (!parsed.has(text)) {
    if (parsed.size > 10_000) parsed.clear();
    const result = parseSelector(text);
    parsed.set(text, 'error' in result ? undefined : result.selector);
  }
  return parsed.get(text);
}
