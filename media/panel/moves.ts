import type { PanelRequest, PanelScope, PanelView } from '../../server/src/protocol/panel.ts';
import { placesOf } from './causes.ts';
import { changeOf, type Line } from './line.ts';
import { hostFamily, withClosed, withOpened } from './request.ts';
import { ask, quiet, withLines, type Goal, type PanelState, type Turn } from './state.ts';
import { chainIdIn } from './lines.ts';
import { isChainName } from './targets.ts';

/** What the reader does, as functions from one state to the next. */

export function showView(state: PanelState, view: PanelView): Turn {
  if (view === state.request.view) return quiet(state);
  return ask({ ...state, goal: undefined }, { view, at: state.hosts[hostFamily(view)] });
}

export const showHost = (state: PanelState, at: string): Turn => ask(state, { at });
export const showScope = (state: PanelState, scope: PanelScope): Turn => ask(state, { scope });
export const showFilter = (state: PanelState, filter: string): Turn => ask(state, { filter });
export const showWhatIf = (state: PanelState, whatIf: PanelRequest['whatIf']): Turn => ask(state, { whatIf });
export const showFamily = (state: PanelState, ipFamily: PanelRequest['ipFamily']): Turn =>
  ask(state, { ipFamily });
export const showTrace = (state: PanelState, trace: PanelRequest['trace']): Turn =>
  ask(state, { trace, branch: undefined });
export const showBranch = (state: PanelState, branch: number): Turn => ask(state, { branch });

/** The extension asks for another view: a command or a code lens. */
export function showPatch(state: PanelState, patch: Partial<PanelRequest>): Turn {
  const at = patch.view !== undefined && !('at' in patch) ? { at: state.hosts[hostFamily(patch.view)] } : {};
  const branch = patch.trace !== undefined && !('branch' in patch) ? { branch: undefined } : {};
  return ask({ ...state, goal: undefined }, { ...at, ...branch, ...patch });
}

/** Folds or unfolds a line; no answer to a line that cannot. */
export function toggle(state: PanelState, line: Line): Turn {
  const { fold } = line;
  if (fold === undefined) return quiet(state);
  if (fold.by === 'server') {
    const { request } = state;
    return ask(state, fold.open ? withClosed(request, [fold.id]) : withOpened(request, [fold.id]));
  }
  return quiet(toggleOwn(state, fold.id));
}

/** The folds of a trace that hold passed rules. */
export const passedFolds = ({ lines }: PanelState): readonly Line[] =>
  lines.filter(({ content, fold, key }) => content.kind === 'fold' && fold?.by === 'panel' && key !== 'back');

/** Opens all folds of passed rules; closes them if all are open. */
export function togglePassed(state: PanelState): PanelState {
  const folds = passedFolds(state);
  const opens = folds.some(({ fold }) => fold?.open === false);
  const unfolded = new Set(state.unfolded);
  for (const { key } of folds) {
    if (opens) unfolded.add(key);
    else unfolded.delete(key);
  }
  return withLines({ ...state, unfolded });
}

/** Folds or unfolds something that the panel keeps by itself and that is no line. */
export function toggleOwn(state: PanelState, id: string): PanelState {
  const unfolded = new Set(state.unfolded);
  if (!unfolded.delete(id)) unfolded.add(id);
  return withLines({ ...state, unfolded });
}

export const point = (state: PanelState, key: string | undefined): PanelState =>
  state.pointed === key
    ? state
    : { ...state, pointed: key, told: key ?? state.told, note: key === undefined ? state.note : undefined };

export const focus = (state: PanelState, key: string): PanelState =>
  state.focused === key && state.listHasFocus && state.told === key
    ? state
    : { ...state, focused: key, listHasFocus: true, told: key, note: undefined };

export const blur = (state: PanelState): PanelState =>
  state.listHasFocus ? { ...state, listHasFocus: false } : state;

/** Goes to the text that caused the line; `nth` of its places. */
export function goToCause(state: PanelState, line: Line, nth = 0): Turn {
  const place = placesOf(line.causes)[nth];
  return place === undefined ? quiet(state) : { state, say: [{ type: 'reveal', place }] };
}

export const copyLine = (state: PanelState, line: Line): Turn =>
  line.copy === undefined ? quiet(state) : { state, say: [{ type: 'copy', text: line.copy.text }] };

export const openAsText = (state: PanelState): Turn => ({
  state,
  say: [{ type: 'openAsText', request: state.request }],
});

/** Follows a jump: to a chain of this view, or from a trace to the rules of the host. */
export function follow(state: PanelState, line: Line, jump = line.jump): Turn {
  if (jump === undefined) return quiet(state);
  const here = { view: state.request.view, at: state.model?.at, key: line.key, name: line.name };
  const started = { ...state, back: [...state.back, here].slice(-50), note: undefined };
  const { content } = line;
  if (content.kind === 'step') return followFromTrace(started, line, jump);
  const name = content.kind === 'rule' ? (content.rule.target?.text ?? jump) : jump;
  const goal: Goal = { key: jump, name, flash: true };
  if (state.indexOf.has(jump)) return quiet({ ...started, goal });
  return ask({ ...started, goal }, withOpened(state.request, [jump]));
}

function followFromTrace(state: PanelState, line: Line, target: string): Turn {
  if (!isChainName(target)) return quiet(state);
  const view = state.model?.mode ?? 'iptables';
  const { host, table } = whereInTrace(state, line);
  const [key, opened] =
    view === 'nftables' ? [target, [target]] : [chainIdIn(table, target), [table, chainIdIn(table, target)]];
  const goal: Goal = { key, name: target, flash: true };
  const at = host ?? state.hosts.rules;
  return ask({ ...state, goal }, { ...withOpened(state.request, opened), view, at, filter: '' });
}

/** The host and the table that a step of a trace belongs to: those named last. */
function whereInTrace(
  state: PanelState,
  line: Line,
): { readonly host: string | undefined; readonly table: string } {
  const upToHere = state.lines.slice(0, (state.indexOf.get(line.key) ?? 0) + 1);
  const hop = upToHere.findLast(({ content }) => content.kind === 'hop')?.content;
  const where = upToHere.flatMap(({ content }) =>
    content.kind === 'step' && content.step.where !== undefined ? [content.step.where] : [],
  );
  return {
    host: hop?.kind === 'hop' ? hop.hop.host : undefined,
    table: where.at(-1)?.split(' ')[0] ?? 'nat',
  };
}

/** Goes back to where the last jump started. */
export function goBack(state: PanelState): Turn {
  const stop = state.back.at(-1);
  if (stop === undefined) return quiet(state);
  const goal: Goal = { key: stop.key, name: stop.name, flash: true };
  const next = { ...state, back: state.back.slice(0, -1), goal, note: undefined };
  const isHere = stop.view === state.request.view && stop.at === state.model?.at;
  if (isHere && state.indexOf.has(stop.key)) return quiet(next);
  return ask(next, { view: stop.view, at: stop.at });
}

/** To the next line after the focused one that the text under the cursor causes, and round to the first. */
export const goToLit = (state: PanelState): Turn => goToNext(state, ({ key }) => state.lit.has(key));

/** To the next line that an unsaved edit or a what-if adds or removes, or that holds one. */
export const goToChange = (state: PanelState): Turn => goToNext(state, isChanged);

function goToNext(state: PanelState, wanted: (line: Line) => boolean): Turn {
  const after = state.indexOf.get(state.focused ?? '') ?? -1;
  const next = state.lines.find((line, index) => index > after && wanted(line)) ?? state.lines.find(wanted);
  return next === undefined
    ? quiet(state)
    : quiet({ ...state, goal: { key: next.key, name: next.name, flash: true } });
}

function isChanged({ content }: Line): boolean {
  if (content.kind === 'chain') return !content.chain.open && content.chain.added + content.chain.removed > 0;
  return changeOf(content) !== undefined;
}

/** The goal is in view; it takes the focus. */
export const reached = (state: PanelState): PanelState =>
  state.goal === undefined
    ? state
    : { ...state, goal: undefined, focused: state.goal.key, told: state.goal.key };
