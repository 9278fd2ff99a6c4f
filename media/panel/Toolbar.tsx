import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PanelScope, PanelView } from '../../server/src/protocol/panel.ts';
import { Icon } from './Icon.tsx';
import { FilterBox } from './FilterBox.tsx';
import { HostPicker } from './HostPicker.tsx';
import { goBack, openAsText, showScope, showView } from './moves.ts';
import { roving } from './roving.ts';
import { usePart, useStore } from './store.ts';
import { TraceEnds } from './TraceEnds.tsx';
import { WhatIf } from './WhatIf.tsx';

const views: readonly (readonly [PanelView, string])[] = [
  ['iptables', 'iptables'],
  ['ipvs', 'IPVS'],
  ['nftables', 'nftables'],
  ['routes', 'Routes'],
  ['bgp', 'BGP'],
  ['ipam', 'IPAM'],
  ['trace', 'Trace'],
];

const scopes: readonly (readonly [PanelScope, string])[] = [
  ['resource', 'Resource'],
  ['file', 'File'],
  ['cluster', 'Cluster'],
];

/** What is shown, and the controls that change it. */
export function Toolbar(): JSX.Element {
  const view = usePart((state) => state.request.view);
  return (
    <header>
      <div class="tabs">
        <Tabs view={view} />
        <span class="gap" />
        <BackButton />
        <TextButton />
      </div>
      <div class="bar" role="group" aria-label="What is shown">
        {view === 'trace' ? (
          <TraceEnds />
        ) : (
          <>
            <HostPicker />
            <Scopes />
            <FilterBox view={view} />
          </>
        )}
        <WhatIf />
      </div>
    </header>
  );
}

function Tabs({ view }: { readonly view: PanelView }): JSX.Element {
  const store = useStore();
  const list = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={list}
      class="tablist"
      role="tablist"
      aria-label="View"
      onKeyDown={(event) => {
        roving(event, list.current, 'horizontal');
      }}
    >
      {views.map(([id, name]) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === view}
          aria-controls="content"
          tabIndex={id === view ? 0 : -1}
          onClick={() => {
            store.act((state) => showView(state, id));
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** The way back from a jump. It keeps its place while there is nowhere to go back to. */
function BackButton(): JSX.Element {
  const store = useStore();
  const stop = usePart((state) => state.back.at(-1));
  const label = stop === undefined ? 'Back' : `Back to ${stop.name} (Alt+Left)`;
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={label}
      title={label}
      aria-disabled={stop === undefined}
      onClick={() => {
        store.act(goBack);
      }}
    >
      <Icon name="back" />
    </button>
  );
}

function TextButton(): JSX.Element {
  const store = useStore();
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label="Open as text"
      title="Open as text"
      onClick={() => {
        store.act(openAsText);
      }}
    >
      <Icon name="text" />
    </button>
  );
}

function Scopes(): JSX.Element {
  const store = useStore();
  const scope = usePart((state) => state.request.scope);
  const group = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={group}
      class="seg"
      role="radiogroup"
      aria-label="Scope"
      onKeyDown={(event) => {
        roving(event, group.current, 'horizontal');
      }}
    >
      {scopes.map(([id, name]) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={id === scope}
          tabIndex={id === scope ? 0 : -1}
          onClick={() => {
            store.act((state) => showScope(state, id));
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
