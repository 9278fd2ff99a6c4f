import type { FromPanel, PanelModel, PanelRequest, PanelView } from '../../server/src/protocol/panel.ts';
import { causedByCursor, type Cursor } from './causes.ts';
import type { Line } from './line.ts';
import { linesOf } from './lines.ts';
import { answers, hostFamily } from './request.ts';

/** Everything the panel knows. Only the functions of this file and of moves.ts make a new one. */
export interface PanelState {
  readonly request: PanelRequest;
  /** The answer to `request` has not come yet; what is shown answers an earlier one. */
  readonly awaiting: boolean;
  readonly model: PanelModel | undefined;
  readonly lines: readonly Line[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Folds that the panel keeps itself. */
  readonly unfolded: ReadonlySet<string>;
  readonly cursor: Cursor | undefined;
  /** Keys of the lines that the text under the cursor causes. */
  readonly lit: ReadonlySet<string>;
  /** The line under the pointer. */
  readonly pointed: string | undefined;
  /** The line that has, or last had, the keyboard's focus. */
  readonly focused: string | undefined;
  readonly listHasFocus: boolean;
  /** The line that the cause bar last told about, so that it stays when the pointer moves down to the bar. */
  readonly told: string | undefined;
  /** The line to scroll to as soon as it is there. */
  readonly goal: Goal | undefined;
  readonly back: readonly Stop[];
  readonly note: Note | undefined;
  /** The host last looked at, by kind of view. */
  readonly hosts: Readonly<Partial<Record<ReturnType<typeof hostFamily>, string>>>;
}

export interface Goal {
  readonly key: string;
  /** What to call it if it does not come. */
  readonly name: string;
  /** Whether the line is to be shown by a fading background. */
  readonly flash: boolean;
}

/** Where a jump started. */
export interface Stop {
  readonly view: PanelView;
  readonly at: string | undefined;
  readonly key: string;
  readonly name: string;
}

/** Something the panel has to say about what was just asked of it. */
export interface Note {
  readonly text: string;
  /** The cluster's scope may hold what was looked for. */
  readonly widen: boolean;
}

/** A new state, and what is to be told to the extension. */
export interface Turn {
  readonly state: PanelState;
  readonly say: readonly FromPanel[];
}

export const quiet = (state: PanelState): Turn => ({ state, say: [] });

export function startState(request: PanelRequest, unfolded: readonly string[]): PanelState {
  return {
    request,
    awaiting: true,
    model: undefined,
    lines: [],
    indexOf: new Map(),
    unfolded: new Set(unfolded),
    cursor: undefined,
    lit: new Set(),
    pointed: undefined,
    focused: undefined,
    listHasFocus: false,
    told: undefined,
    goal: undefined,
    back: [],
    note: undefined,
    hosts: {},
  };
}

/** The lines, and all that hangs on them. */
export function withLines(state: PanelState): PanelState {
  const lines = state.model === undefined ? [] : linesOf(state.model, state.unfolded);
  return {
    ...state,
    lines,
    indexOf: new Map(lines.map(({ key }, index) => [key, index])),
    lit: causedByCursor(lines, state.cursor),
  };
}

export const lineAt = (state: PanelState, key: string | undefined): Line | undefined =>
  key === undefined ? undefined : state.lines[state.indexOf.get(key) ?? -1];

/** The line whose text in the editor is to be marked. */
export const markedLine = (state: PanelState): Line | undefined =>
  lineAt(state, state.pointed) ?? (state.listHasFocus ? lineAt(state, state.focused) : undefined);

/** The line that the cause bar tells about. */
export const toldLine = (state: PanelState): Line | undefined =>
  markedLine(state) ?? lineAt(state, state.told);

/** A model came. One that answers an older question is dropped: its successor is on the way. */
export function modelArrived(state: PanelState, model: PanelModel, request: PanelRequest): PanelState {
  if (state.awaiting && !answers(request, state.request)) return state;
  const changesView = state.model?.view !== model.view;
  const next = withLines({
    ...state,
    awaiting: false,
    model,
    cursor: state.cursor ?? request.focus,
    hosts: { ...state.hosts, [hostFamily(model.view)]: model.at },
    pointed: changesView ? undefined : state.pointed,
  });
  const focused = successor(state, next, state.focused);
  const settled = { ...next, focused, told: successor(state, next, state.told) };
  return missedGoal(settled);
}

/** The same line; else the one in its place; else the line that held it. */
function successor(before: PanelState, after: PanelState, key: string | undefined): string | undefined {
  const line = lineAt(before, key);
  if (line === undefined || after.indexOf.has(line.key)) return key;
  const inPlace = after.lines.find(({ position }) => position === line.position);
  if (inPlace !== undefined) return inPlace.key;
  const index = before.indexOf.get(line.key) ?? 0;
  const holders = before.lines.slice(0, index).filter(({ level }) => level < line.level);
  return holders.findLast((holder) => after.indexOf.has(holder.key))?.key;
}

function missedGoal(state: PanelState): PanelState {
  const { goal } = state;
  if (goal === undefined || state.indexOf.has(goal.key)) return state;
  const widen = state.request.scope !== 'cluster';
  const where = widen ? `not part of this ${state.request.scope}` : 'not shown';
  return { ...state, goal: undefined, note: { text: `${goal.name} is ${where}`, widen } };
}

export function cursorMoved(state: PanelState, cursor: Cursor): PanelState {
  return { ...state, cursor, lit: causedByCursor(state.lines, cursor) };
}

/** Asks the server for something else; what is shown stays until the answer comes. */
export function ask(state: PanelState, change: Partial<PanelRequest>): Turn {
  const request = { ...state.request, ...change };
  return {
    state: { ...state, request, awaiting: true, note: undefined },
    say: [{ type: 'request', request }],
  };
}
