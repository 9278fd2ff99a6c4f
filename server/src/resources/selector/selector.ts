/** One condition on one label. */
export type LabelTest =
  | { readonly kind: 'has'; readonly label: string }
  | {
      readonly kind: 'equals' | 'notEquals' | 'contains' | 'startsWith' | 'endsWith';
      readonly label: string;
      readonly value: string;
    }
  /** Values in byte order, each once. */
  | { readonly kind: 'in' | 'notIn'; readonly label: string; readonly values: readonly string[] };

/** A Calico selector (libcalico-go/lib/selector/parser/ast.go). */
export type Selector =
  | { readonly kind: 'all' }
  /** `global()`: only a namespaceSelector understands it; anywhere else it matches everything. */
  | { readonly kind: 'global' }
  | LabelTest
  | { readonly kind: 'not'; readonly operand: Selector }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Selector[] };

/** Why a text is no selector, in Calico's own words, and the characters of the text it is about. */
export interface SelectorError {
  readonly error: string;
  readonly at: { readonly start: number; readonly end: number };
}
