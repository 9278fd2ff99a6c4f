import type { ShowArguments } from '../protocol/requests.ts';
import type { Place, Range } from '../text/span.ts';

/** Answers as plain data; only lsp/ and cli/ turn them into a protocol or a page. Ranges are places in the asked file. */

export interface Hover {
  /** Markdown: sentences and tables, code in back-quotes. */
  readonly markdown: string;
  readonly range: Range;
}

export interface Lens {
  readonly range: Range;
  readonly title: string;
  readonly action: LensAction;
}

export type LensAction =
  /** Shows the panel with this resource in view. */
  | {
      readonly kind: 'show';
      readonly view: ShowArguments['view'];
      readonly at: string | undefined;
      readonly scope?: 'resource' | 'cluster';
      readonly filter?: string;
    }
  | { readonly kind: 'trace'; readonly from: string; readonly to: string }
  /** A fact that has nothing to open. */
  | { readonly kind: 'none' };

export interface InlayHint {
  readonly line: number;
  readonly character: number;
  readonly label: string;
  readonly tooltip: string;
}

export interface SymbolNode {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'service' | 'workload' | 'policy' | 'node' | 'configuration' | 'port' | 'other';
  readonly range: Range;
  readonly selectionRange: Range;
  readonly children: readonly SymbolNode[];
}

export interface WorkspaceSymbol {
  readonly name: string;
  readonly container: string;
  readonly kind: SymbolNode['kind'];
  readonly place: Place;
}

export interface FileFinding {
  readonly range: Range;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  readonly why: string;
  readonly related: readonly { readonly place: Place; readonly message: string }[];
  readonly fix: PlacedFix | undefined;
  /** Silences this one finding in place. */
  readonly silence: PlacedFix | undefined;
}

export interface PlacedFix {
  readonly title: string;
  readonly edits: readonly PlacedEdit[];
}

/** An edit in file coordinates. */
export interface PlacedEdit {
  readonly place: Place;
  readonly newText: string;
}

/** A table for a terminal and the same as data; or why there is none. */
export type Report =
  | { readonly kind: 'report'; readonly text: string; readonly json: object }
  | { readonly kind: 'none'; readonly why: string };
