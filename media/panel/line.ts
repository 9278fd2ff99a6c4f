import type {
  ListingBlock,
  ListingLine,
  PanelCause,
  PanelColumn,
  PanelRoute,
  PanelRow,
  PanelTable,
  RuleChain,
  RuleRow,
  RuleSection,
  TraceHop,
  TraceStep,
  Verdict,
} from '../../server/src/protocol/panel.ts';

/** What one lane draws beside one line. */
export interface LaneCell {
  /** The packet's line through this row: from the top edge, to the bottom edge. */
  readonly above: boolean;
  readonly below: boolean;
  /** On its way to another lane: the half of the cell that the line crosses. */
  readonly left: boolean;
  readonly right: boolean;
  readonly mark: 'dot' | 'start' | 'end' | 'arrow-right' | 'arrow-left' | undefined;
}

export type Lanes = readonly LaneCell[];

export type TraceContent =
  | { readonly kind: 'hop'; readonly hop: TraceHop; readonly lanes: Lanes }
  | {
      readonly kind: 'step';
      readonly step: TraceStep;
      readonly lanes: Lanes;
      /** Set on the step that decides the packet's fate. */
      readonly verdict: Verdict | undefined;
      /** The step lies inside an opened fold. */
      readonly inner: boolean;
    }
  | { readonly kind: 'fold'; readonly text: string; readonly open: boolean; readonly lanes: Lanes };

export type LineContent =
  | {
      readonly kind: 'section';
      readonly section: RuleSection | ListingBlock | PanelTable;
      readonly changes: string;
    }
  | { readonly kind: 'chain'; readonly chain: RuleChain }
  | { readonly kind: 'rule'; readonly rule: RuleRow; readonly depth: number }
  | { readonly kind: 'text'; readonly line: ListingLine }
  | { readonly kind: 'route'; readonly route: PanelRoute }
  | { readonly kind: 'columns'; readonly columns: readonly PanelColumn[] }
  | { readonly kind: 'row'; readonly row: PanelRow; readonly columns: readonly PanelColumn[] }
  | { readonly kind: 'left'; readonly count: number }
  | TraceContent;

/**
 * One line of what the panel shows, whatever the view. The list, the keyboard, the cause bar and the highlighting
 * know lines only.
 */
export interface Line {
  /** The same line has the same key in the next model, so that focus and scroll stay with it. */
  readonly key: string;
  /** Where the line stands, for when an edit changed the line itself. */
  readonly position: string;
  /** 1-based depth for screen readers and for Left: the line that holds this one has a smaller level. */
  readonly level: number;
  readonly content: LineContent;
  /** What the cause bar calls it: `KUBE-SERVICES rule 3`. */
  readonly name: string;
  readonly causes: readonly PanelCause[];
  /** A line that can be folded; `by` says who remembers it. */
  readonly fold: { readonly id: string; readonly open: boolean; readonly by: 'server' | 'panel' } | undefined;
  /** The chain that the line jumps to. */
  readonly jump: string | undefined;
  /** What Copy puts on the clipboard, and what the button calls it. */
  readonly copy: { readonly text: string; readonly label: string } | undefined;
}

/** What an unsaved edit or a what-if did to a line of its own. */
export function changeOf(content: LineContent): 'added' | 'removed' | undefined {
  switch (content.kind) {
    case 'rule':
      return content.rule.change;
    case 'text':
      return content.line.change;
    case 'route':
      return content.route.change;
    case 'row':
      return content.row.change;
    case 'section':
    case 'chain':
    case 'columns':
    case 'left':
    case 'hop':
    case 'step':
    case 'fold':
      return undefined;
  }
}
