import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PanelView } from '../../server/src/protocol/panel.ts';
import { Icon } from './Icon.tsx';
import { showFilter } from './moves.ts';
import { usePart, useStore } from './store.ts';

/** Long enough that a word typed in one go asks once, short enough that nobody waits. In milliseconds. */
const pause = 120;

const hintFor = (view: PanelView): string =>
  view === 'routes' || view === 'bgp'
    ? 'Filter: prefix, next hop, node'
    : view === 'ipam'
      ? 'Filter: pool, block, node'
      : 'Filter: chain, address, port';

export function FilterBox({ view }: { readonly view: PanelView }): JSX.Element {
  const store = useStore();
  const asked = usePart((state) => state.request.filter);
  const [typed, setTyped] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // The filter may change from outside; what is being typed goes before.
  useEffect(() => {
    if (timer.current === undefined) setTyped(asked);
  }, [asked]);
  const ask = (filter: string, wait: number): void => {
    setTyped(filter);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      store.act((state) => showFilter(state, filter));
    }, wait);
  };
  return (
    <label class="field">
      <Icon name="filter" />
      <input
        id="filter"
        type="text"
        spellcheck={false}
        placeholder={hintFor(view)}
        aria-label={hintFor(view)}
        value={typed}
        onInput={(event) => {
          ask(event.currentTarget.value, pause);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          event.stopPropagation();
          ask('', 0);
        }}
      />
      {typed !== '' && (
        <button
          type="button"
          class="icon-btn small"
          aria-label="Clear the filter"
          onClick={(event) => {
            ask('', 0);
            event.currentTarget.closest('.field')?.querySelector('input')?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </label>
  );
}
