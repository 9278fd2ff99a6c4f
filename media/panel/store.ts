import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FromPanel } from '../../server/src/protocol/panel.ts';
import type { PanelState, Turn } from './state.ts';

/** Holds the one state, lets it be changed by functions, and tells who looks at it. */
export interface Store {
  readonly state: () => PanelState;
  /** Changes the state; nothing is told to the extension. */
  readonly set: (change: (state: PanelState) => PanelState) => void;
  /** Changes the state and tells the extension what the change says. */
  readonly act: (change: (state: PanelState) => Turn) => void;
  readonly watch: (watcher: () => void) => () => void;
}

export function createStore(start: PanelState, tell: (message: FromPanel) => void): Store {
  let state = start;
  const watchers = new Set<() => void>();
  const put = (next: PanelState): void => {
    if (next === state) return;
    state = next;
    for (const watcher of watchers) watcher();
  };
  return {
    state: () => state,
    set: (change) => {
      put(change(state));
    },
    act: (change) => {
      const turn = change(state);
      put(turn.state);
      turn.say.forEach(tell);
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
  };
}

export const StoreContext = createContext<Store | undefined>(undefined);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('A part of the panel is drawn outside of it');
  return store;
}

/** A part of the state; the component is drawn anew when that part becomes another one. */
export function usePart<T>(part: (state: PanelState) => T): T {
  const store = useStore();
  const now = part(store.state());
  const [, setSeen] = useState<unknown>(() => now);
  const look = useRef(part);
  look.current = part;
  useLayoutEffect(() => {
    const changed = (): void => {
      setSeen(() => look.current(store.state()));
    };
    // What came between the first drawing and now would be missed.
    changed();
    return store.watch(changed);
  }, [store]);
  return now;
}
