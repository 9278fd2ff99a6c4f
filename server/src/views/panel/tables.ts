import type { Cluster } from '../../cluster/cluster.ts';
import type { Origin } from '../../origin/origin.ts';
import type { PanelCell, PanelColumn, PanelRequest, PanelRow, PanelTable } from '../../protocol/panel.ts';
import type { Locate } from '../../text/span.ts';
import { panelCauses } from '../causes.ts';
import { count } from '../words.ts';
import { compare } from './changes.ts';
import { isOpen } from './fold.ts';
import type { InScope } from './scope.ts';

/** A table before the reader's scope, filter and folds are applied. */
export interface TableDraft {
  readonly id: string;
  readonly name: string;
  /** What a row is called: `session`. */
  readonly noun: string;
  readonly columns: readonly PanelColumn[];
  readonly rows: readonly RowDraft[];
  /** `always`: all rows where none comes from the file or object in view. */
  readonly scoped: 'strictly' | 'always';
  readonly open: boolean;
}

/** A row that is put together only if it is shown or searched: a large cluster has very many. */
export interface RowDraft {
  readonly because: Origin;
  readonly tell: () => RowText;
}

export interface RowText {
  readonly cells: readonly PanelCell[];
  readonly note?: string | undefined;
  readonly depth?: number;
}

interface TablesInput {
  readonly request: PanelRequest;
  readonly inScope: InScope;
  readonly locate: Locate;
}

/** Nobody reads more rows; the filter finds the others. */
const mostRows = 300;
/** What an edit changes in longer tables is not looked for. */
const mostCompared = 2000;

/** Larger clusters are asked only for what the reader has opened: one host may receive hundreds of thousands of paths. */
const mostNodes = 100;

/** A table that costs much, of which nothing is worked out while it is closed. */
export interface CostlyTable {
  readonly id: string;
  readonly name: string;
  readonly draft: () => TableDraft | undefined;
  /** The same before an unsaved edit. */
  readonly saved?: () => TableDraft | undefined;
}

export function costlyTable(
  input: TablesInput,
  { nodes }: Pick<Cluster, 'nodes'>,
  { id, name, draft, saved }: CostlyTable,
): PanelTable | undefined {
  if (!isOpen(input.request, id, nodes.length <= mostNodes))
    return {
      id,
      name,
      meta: 'not looked for until it is opened',
      open: false,
      columns: [],
      rows: [],
      left: 0,
    };
  const found = draft();
  if (found !== undefined) return panelTable(input, found, saved?.());
  return nodes.length <= mostNodes
    ? undefined
    : { id, name, meta: 'none', open: true, columns: [], rows: [], left: 0 };
}

/** A table as the reader wants it, marked where an unsaved edit changes it. */
export function panelTable(input: TablesInput, draft: TableDraft, saved: TableDraft | undefined): PanelTable {
  const { request } = input;
  const shown = inView(input, draft, saved?.rows ?? draft.rows);
  const total = draft.rows.length;
  const open = isOpen(request, draft.id, draft.open || request.filter.trim() !== '');
  return {
    id: draft.id,
    name: draft.name,
    meta:
      shown.length === total
        ? count(total, draft.noun)
        : `${String(shown.length)} of ${count(total, draft.noun)}`,
    open,
    columns: draft.columns,
    rows: open
      ? shown.slice(0, mostRows).map(({ item, change }) => panelRow(item, change, input.locate))
      : [],
    left: open ? Math.max(0, shown.length - mostRows) : 0,
  };
}

function inView(
  { request, inScope }: TablesInput,
  { rows, scoped }: TableDraft,
  before: readonly RowDraft[],
): ReturnType<typeof compare<RowDraft>> {
  const isLong = rows.length > mostCompared || before.length > mostCompared;
  const compared = compare(isLong ? rows : before, rows, textOf);
  const inside = compared.filter(({ item }) => inScope(item.because));
  const chosen = inside.length === 0 && scoped === 'always' ? compared : inside;
  const filter = request.filter.trim().toLowerCase();
  return filter === '' ? chosen : chosen.filter(({ item }) => textOf(item).toLowerCase().includes(filter));
}

function textOf({ tell }: RowDraft): string {
  const { cells, note = '' } = tell();
  return `${cells.map(({ text }) => text).join(' ')} ${note}`;
}

function panelRow({ tell, because }: RowDraft, change: PanelRow['change'], locate: Locate): PanelRow {
  const { cells, note, depth = 0 } = tell();
  return { cells, note, depth, change, because: panelCauses(because, locate) };
}

export const plainCell = (text: string): PanelCell => ({ text, tone: 'plain', host: undefined });
export const codeCell = (text: string): PanelCell => ({ text, tone: 'code', host: undefined });
export const mutedCell = (text: string): PanelCell => ({ text, tone: 'muted', host: undefined });
export const hostCell = (text: string, host: string | undefined = text): PanelCell => ({
  text,
  tone: 'plain',
  host,
});
