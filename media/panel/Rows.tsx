import type { HTMLAttributes, JSX, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { shareAPlace } from './causes.ts';
import { keyAction } from './keyboard.ts';
import { changeOf, type Line } from './line.ts';
import { LineBody } from './LineBody.tsx';
import { blur, copyLine, focus, follow, goToCause, point, reached, toggle } from './moves.ts';
import { markedLine, type PanelState } from './state.ts';
import { StickyHeads } from './StickyHeads.tsx';
import { usePart, useStore, type Store } from './store.ts';
import { useListWindow, type ListWindow } from './useListWindow.ts';
import { topOf, totalHeight, type Anchor } from './windowing.ts';

interface RowsProps {
  readonly label: string;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly restore: (view: string) => readonly Anchor[];
  readonly remember: (view: string, anchors: readonly Anchor[]) => void;
}

const keyOf = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;

/** All lines of the view as one grid with levels, of which the part in view is in the document. */
export function Rows({ label, scroller, restore, remember }: RowsProps): JSX.Element {
  const store = useStore();
  const state = usePart((whole) => whole);
  const list = useRef<HTMLDivElement>(null);
  const view = state.model?.view ?? '';
  const shown = useListWindow({
    list,
    scroller,
    lines: state.lines,
    indexOf: state.indexOf,
    identity: view,
    restore: () => restore(view),
    remember: (anchors) => {
      remember(view, anchors);
    },
  });
  useFocus(store, state, list, shown);
  return (
    <div class="list">
      <StickyHeads lines={state.lines} shown={shown} onGo={shown.goTo} />
      <div
        ref={list}
        class="rows"
        role="treegrid"
        aria-label={label}
        aria-rowcount={state.lines.length}
        data-view={view}
        style={{ height: `${totalHeight(shown.offsets)}px` }}
        {...pointerHandlers(store)}
        {...focusHandlers(store)}
        onKeyDown={(event) => {
          onKey(event, store, shown);
        }}
      >
        {drawnIndexes(state, shown).map((index) => (
          <Row key={state.lines[index]?.key} index={index} state={state} top={topOf(shown.offsets, index)} />
        ))}
      </div>
    </div>
  );
}

/** The lines in view, and the focused one wherever it is: without its element the focus would be lost. */
function drawnIndexes(state: PanelState, { drawn }: ListWindow): readonly number[] {
  const indexes = Array.from({ length: drawn.end - drawn.start }, (_, index) => drawn.start + index);
  const focused = state.indexOf.get(state.focused ?? '');
  if (focused === undefined || (focused >= drawn.start && focused < drawn.end)) return indexes;
  return focused < drawn.start ? [focused, ...indexes] : [...indexes, focused];
}

interface RowProps {
  readonly index: number;
  readonly state: PanelState;
  readonly top: number;
}

function Row({ index, state, top }: RowProps): JSX.Element | null {
  const line = state.lines[index];
  const body = useMemo(() => (line === undefined ? null : <LineBody line={line} />), [line]);
  if (line === undefined) return null;
  const isTabStop =
    state.focused === undefined || !state.indexOf.has(state.focused)
      ? index === 0
      : state.focused === line.key;
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-level={line.level}
      aria-expanded={line.fold?.open}
      tabIndex={isTabStop ? 0 : -1}
      class={classOf(line, state)}
      data-key={line.key}
      style={{ top: `${top}px`, '--d': depthOf(line) }}
    >
      {body}
    </div>
  );
}

const depthOf = ({ content }: Line): number => {
  if (content.kind === 'chain') return content.chain.depth;
  if (content.kind === 'rule') return content.depth;
  return content.kind === 'text' ? content.line.depth : 0;
};

function classOf(line: Line, state: PanelState): string {
  const { content } = line;
  const marked = markedLine(state);
  const isLit =
    state.lit.has(line.key) ||
    (marked !== undefined && marked.key !== line.key && shareAPlace(marked.causes, line.causes));
  return ['line', content.kind, changeOf(content), line.fold?.open === false && 'folded', isLit && 'lit']
    .filter((name) => typeof name === 'string')
    .join(' ');
}

function pointerHandlers(
  store: Store,
): Pick<HTMLAttributes<HTMLDivElement>, 'onPointerOver' | 'onPointerLeave' | 'onClick' | 'onDblClick'> {
  const lineOf = (event: Event): Line | undefined => {
    const state = store.state();
    return state.lines[state.indexOf.get(keyOf(event.target) ?? '') ?? -1];
  };
  return {
    onPointerOver: (event) => {
      store.set((state) => point(state, keyOf(event.target)));
    },
    onPointerLeave: () => {
      store.set((state) => point(state, undefined));
    },
    onClick: (event) => {
      const line = lineOf(event);
      if (line?.fold !== undefined && !selectsText()) store.act((state) => toggle(state, line));
    },
    onDblClick: (event) => {
      const line = lineOf(event);
      if (line !== undefined && line.fold === undefined) store.act((state) => goToCause(state, line));
    },
  };
}

function focusHandlers(store: Store): Pick<HTMLAttributes<HTMLDivElement>, 'onFocusIn' | 'onFocusOut'> {
  return {
    onFocusIn: (event) => {
      const key = keyOf(event.target);
      if (key !== undefined) store.set((state) => focus(state, key));
    },
    onFocusOut: (event) => {
      const { currentTarget, relatedTarget } = event;
      const stays = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      if (!stays) store.set(blur);
    },
  };
}

function onKey(event: KeyboardEvent, store: Store, shown: ListWindow): void {
  const state = store.state();
  const index = state.indexOf.get(keyOf(event.target) ?? '') ?? -1;
  const line = state.lines[index];
  const action = keyAction(event, state.lines, index, shown.page());
  if (line === undefined || action === undefined || (action.do === 'copy' && selectsText())) return;
  event.preventDefault();
  // The editor would take the key too, and scroll or copy something else.
  event.stopPropagation();
  if (action.do === 'move') {
    const next = state.lines[action.to];
    shown.bringIntoView(action.to);
    if (next !== undefined) store.set((before) => focus(before, next.key));
    return;
  }
  const move = { toggle, reveal: goToCause, follow, copy: copyLine }[action.do];
  store.act((before) => move(before, line));
}

const selectsText = (): boolean => (getSelection()?.toString() ?? '') !== '';

/** Moves the document's focus to where the state says it is, and to the goal of a jump. */
function useFocus(
  store: Store,
  state: PanelState,
  list: RefObject<HTMLDivElement | null>,
  shown: ListWindow,
): void {
  const flashes = useRef<string | undefined>(undefined);
  // Before this drawing changed the document: a line that is moved or taken away loses the focus.
  const hadFocus = list.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    const goal = state.goal;
    const index = goal === undefined ? undefined : state.indexOf.get(goal.key);
    if (goal === undefined || index === undefined || state.awaiting) return;
    flashes.current = goal.flash ? goal.key : undefined;
    shown.goTo(index);
    store.set((before) => ({ ...reached(before), listHasFocus: true }));
  });
  useLayoutEffect(() => {
    if (state.focused === undefined || !(state.listHasFocus || hadFocus)) return;
    const active = document.activeElement;
    const isThere = list.current?.contains(active) === true && keyOf(active) === state.focused;
    if (isThere && flashes.current === undefined) return;
    const line = elementOf(list.current, state.focused);
    if (line === undefined) return;
    if (!isThere) line.focus({ preventScroll: true });
    if (flashes.current === state.focused) {
      flashes.current = undefined;
      flash(line);
    }
  });
}

const elementOf = (list: HTMLElement | null, key: string): HTMLElement | undefined =>
  Array.from(list?.querySelectorAll<HTMLElement>(':scope > [data-key]') ?? []).find(
    ({ dataset }) => dataset['key'] === key,
  );

/** The one movement in the panel: a line that was jumped to fades from a colour, unless motion is unwanted. */
function flash(line: HTMLElement): void {
  const still =
    matchMedia('(prefers-reduced-motion: reduce)').matches ||
    document.body.classList.contains('vscode-reduce-motion');
  const colour = getComputedStyle(line).getPropertyValue('--dl-flash');
  if (!still && colour !== '')
    line.animate([{ backgroundColor: colour }, {}], { duration: 600, easing: 'ease-out' });
}
