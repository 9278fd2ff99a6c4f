import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PanelModel } from '../../server/src/protocol/panel.ts';
import { CauseBar } from './CauseBar.tsx';
import { goBack } from './moves.ts';
import { NothingFound } from './NothingFound.tsx';
import { BgpPicture } from './BgpPicture.tsx';
import { RoutesHead } from './RoutesView.tsx';
import { Rows } from './Rows.tsx';
import { laneVariables } from './laneWidths.ts';
import { usePart, useStore, type Store } from './store.ts';
import { Notice, Summary, WhatIfNote } from './Summary.tsx';
import { Toolbar } from './Toolbar.tsx';
import { LaneNames, TraceHead } from './TraceHead.tsx';
import type { Anchor } from './windowing.ts';

interface AppProps {
  readonly restore: (view: string) => readonly Anchor[];
  readonly remember: (view: string, anchors: readonly Anchor[]) => void;
}

export function App({ restore, remember }: AppProps): JSX.Element {
  const store = useStore();
  const scroller = useRef<HTMLElement>(null);
  const model = usePart((state) => state.model);
  const awaiting = usePart((state) => state.awaiting);
  const tab = usePart((state) => state.request.view);
  useKeys(store);
  return (
    <>
      <Toolbar />
      <main
        ref={scroller}
        class="main"
        aria-busy={awaiting}
        data-kind={model?.kind}
        data-view={model?.view}
        style={model?.kind === 'trace' ? laneVariables(model.trace.lanes) : {}}
      >
        <div id="content" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          <h1 class="sr">{model === undefined ? 'Dataplane Lens' : titleOf(model)}</h1>
          <Notice />
          {model === undefined ? (
            <Waiting />
          ) : (
            <Content model={model} scroller={scroller} restore={restore} remember={remember} />
          )}
        </div>
      </main>
      <CauseBar />
    </>
  );
}

/** What the view is called by who hears it. */
export function titleOf(model: PanelModel): string {
  switch (model.view) {
    case 'iptables':
      return `iptables rules of ${model.at}`;
    case 'ipvs':
      return `IPVS of ${model.at}`;
    case 'nftables':
      return `nftables rules of ${model.at}`;
    case 'routes':
      return `Routes of ${model.at}`;
    case 'bgp':
      return `BGP of ${model.at}`;
    case 'ipam':
      return `Addresses of ${model.at}`;
    case 'trace':
      return 'Packet trace';
  }
}

interface ContentProps extends AppProps {
  readonly model: PanelModel;
  readonly scroller: RefObject<HTMLElement | null>;
}

function Content({ model, ...list }: ContentProps): JSX.Element {
  const rows = <Rows label={titleOf(model)} {...list} />;
  switch (model.kind) {
    case 'rules':
    case 'listing':
      return (
        <>
          <Summary />
          <NothingFound />
          {rows}
        </>
      );
    case 'routes':
      return (
        <>
          <Summary />
          <RoutesHead model={model} />
          <NothingFound />
          {rows}
        </>
      );
    case 'tables':
      return (
        <>
          <Summary />
          {model.picture !== undefined && <BgpPicture picture={model.picture} />}
          <NothingFound />
          {rows}
        </>
      );
    case 'trace':
      return (
        <>
          <WhatIfNote />
          <TraceHead trace={model.trace} />
          <LaneNames trace={model.trace} />
          {rows}
        </>
      );
    case 'empty':
      return (
        <section class="empty">
          <h2>{model.title}</h2>
          <p>{model.hint}</p>
        </section>
      );
  }
}

/** Before the first answer; it appears only if that takes its time. */
function Waiting(): JSX.Element {
  return (
    <section class="empty waiting">
      <p>Reading the workspace…</p>
    </section>
  );
}

/** Keys that mean the same wherever the focus is. */
function useKeys(store: Store): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const goesBack = event.altKey && event.key === 'ArrowLeft' && store.state().back.length > 0;
      if (goesBack) store.act(goBack);
      if (!goesBack && !(asksForFilter(event) && focusFilter())) return;
      // The editor would take the key too.
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => {
      window.removeEventListener('keydown', pressed, { capture: true });
    };
  }, [store]);
}

function asksForFilter({ ctrlKey, metaKey, key, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) return key.toLowerCase() === 'f';
  return key === '/' && !(target instanceof HTMLInputElement);
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('#filter');
  filter?.focus();
  filter?.select();
  return filter !== null;
}
