import type { JSX } from 'preact';
import { Link } from './Link.tsx';
import { showFilter, showScope } from './moves.ts';
import type { PanelState } from './state.ts';
import { usePart, useStore } from './store.ts';

/** Whether the open parts of the list hold nothing at all. */
export function holdsNothing({ lines }: PanelState): boolean {
  const opens = lines.some(({ content, fold }) => content.kind === 'section' && fold?.open === true);
  return lines.length === 0 || (opens && lines.every(({ content }) => content.kind === 'section'));
}

/** Why the list is empty, and the ways out. */
export function NothingFound(): JSX.Element | null {
  const store = useStore();
  const nothing = usePart(holdsNothing);
  const filter = usePart((state) => state.request.filter);
  const scope = usePart((state) => state.request.scope);
  if (!nothing || (filter === '' && scope === 'cluster')) return null;
  return (
    <p class="nothing" role="status">
      {filter === '' ? `Nothing here comes from this ${scope}.` : `Nothing holds “${filter}”.`}{' '}
      {filter !== '' && (
        <Link
          onFollow={() => {
            store.act((state) => showFilter(state, ''));
          }}
        >
          Clear the filter
        </Link>
      )}{' '}
      {scope !== 'cluster' && (
        <Link
          onFollow={() => {
            store.act((state) => showScope(state, 'cluster'));
          }}
        >
          Show the whole cluster
        </Link>
      )}
    </p>
  );
}
