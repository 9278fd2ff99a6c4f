import { render } from 'preact';
import {
  firstPanelRequest,
  type FromPanel,
  type PanelPlace,
  type ToPanel,
} from '../../server/src/protocol/panel.ts';
import { App } from './App.tsx';
import { placesOf, samePlaces } from './causes.ts';
import { readMessage } from './messages.ts';
import { showPatch } from './moves.ts';
import { readSaved, type Saved, type Scrolls } from './saved.ts';
import { cursorMoved, markedLine, modelArrived, startState } from './state.ts';
import { createStore, StoreContext, type Store } from './store.ts';
import type { Anchor } from './windowing.ts';

const vscode = acquireVsCodeApi();
const tell = (message: FromPanel): void => {
  vscode.postMessage(message);
};

const saved = readSaved(vscode.getState());
const store = createStore(startState(saved?.request ?? firstPanelRequest, saved?.unfolded ?? []), tell);
let scrolls: Scrolls = saved?.scrolls ?? {};

function receive(message: ToPanel): void {
  switch (message.type) {
    case 'model':
      document.body.dataset['revision'] = String(message.revision);
      store.set((state) => modelArrived(state, message.model, message.request));
      return;
    case 'cursor':
      store.set((state) => cursorMoved(state, { uri: message.uri, position: message.position }));
      return;
    case 'show':
      store.act((state) => showPatch(state, message.patch));
      return;
    case 'busy':
      store.set((state) => (state.awaiting ? state : { ...state, awaiting: true }));
  }
}

/** Calls at most once in the given time, the last time for sure. */
function calmly(milliseconds: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      action();
    }, milliseconds);
  };
}

/** Marks in the editor what the pointed or focused line comes from. */
function highlighter(from: Store): () => void {
  let last: readonly PanelPlace[] = [];
  return () => {
    const places = placesOf(markedLine(from.state())?.causes ?? []);
    if (samePlaces(last, places)) return;
    last = places;
    tell({ type: 'highlight', places });
  };
}

const save = calmly(200, () => {
  const { request, unfolded } = store.state();
  const state: Saved = { version: 1, request, unfolded: [...unfolded], scrolls };
  vscode.setState(state);
});

function remember(view: string, anchors: readonly Anchor[]): void {
  if (view !== '') scrolls = { ...scrolls, [view]: anchors };
  save();
}

const restore = (view: string): readonly Anchor[] =>
  Object.entries(scrolls).find(([name]) => name === view)?.[1] ?? [];

const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));
root.id = 'root';
store.watch(calmly(30, highlighter(store)));
store.watch(save);
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = readMessage(event.data);
  if (message !== undefined) receive(message);
});
render(
  <StoreContext.Provider value={store}>
    <App restore={restore} remember={remember} />
  </StoreContext.Provider>,
  root,
);
// A page that was hidden while a line was pointed at could not take its marks back.
tell({ type: 'highlight', places: [] });
tell({ type: 'ready', request: store.state().request });
