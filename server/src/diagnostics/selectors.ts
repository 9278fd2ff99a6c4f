import { memoByKey } from '../memo/memo.ts';
import type { CalicoPolicySpec, PolicyEntity, PolicyRule } from '../resources/calico/policy.ts';
import { parseSelector } from '../resources/selector/parse.ts';
import type { Selector, SelectorError } from '../resources/selector/selector.ts';
import type { Located } from '../yaml/located.ts';

/** A selector as it is written, parsed once. Blanks around it do not matter. */
export const parsed = memoByKey((written: Located<string>): { readonly selector: Selector } | SelectorError =>
  parseSelector(written.value.trimEnd()),
);

/** The same for a text that has no place, as the resolved cluster keeps it. */
export const parsedText = (text: string): { readonly selector: Selector } | SelectorError =>
  parseSelector(text.trimEnd());

/** The selector, `all()` where there is none, undefined where it is none. */
export function selectorOf(written: Located<string> | undefined): Selector | undefined {
  if (written === undefined) return { kind: 'all' };
  const result = parsed(written);
  return 'error' in result ? undefined : result.selector;
}

/** Every selector in a policy, its rules included. */
export const selectorsOf = (policy: CalicoPolicySpec): readonly Located<string>[] => [
  ...present(policy.selector, policy.serviceAccountSelector, policy.namespaceSelector),
  ...[...policy.ingress, ...policy.egress].flatMap(selectorsOfRule),
];

const selectorsOfRule = ({ source, destination }: PolicyRule): readonly Located<string>[] =>
  [source, destination].flatMap((entity) => (entity === undefined ? [] : selectorsOfEntity(entity)));

const selectorsOfEntity = (entity: PolicyEntity): readonly Located<string>[] =>
  present(entity.selector, entity.notSelector, entity.namespaceSelector, entity.serviceAccounts?.selector);

export const present = <T>(...values: readonly (T | undefined)[]): readonly T[] =>
  values.filter((value): value is T => value !== undefined);
