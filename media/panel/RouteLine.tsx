import type { JSX } from 'preact';
import type { PanelCause, PanelRoute } from '../../server/src/protocol/panel.ts';
import { Change } from './Change.tsx';
import { hostOfAddress } from './hosts.ts';
import { Link, PlaceLink } from './Link.tsx';
import { showHost } from './moves.ts';
import { usePart, useStore } from './store.ts';
import { RouteText } from './Words.tsx';

/** A route as `ip route` prints it, then why it is there. */
export function RouteLine({ route }: { readonly route: PanelRoute }): JSX.Element {
  const isWritten = route.because.some(({ kind }) => kind === 'manifest');
  return (
    <>
      <Change change={route.change} />
      <div role="gridcell" class={isWritten ? 'rt' : 'rt quiet'}>
        {route.lines.map((line, index) => (
          <RouteTextLine key={index} line={line} isFirst={index === 0} />
        ))}
        <Why route={route} />
      </div>
    </>
  );
}

function RouteTextLine({ line, isFirst }: { readonly line: string; readonly isFirst: boolean }): JSX.Element {
  const store = useStore();
  const hosts = usePart((state) => state.model?.hosts);
  const gateway = /\bvia (\S+)/.exec(line)?.[1];
  const host = gateway === undefined ? undefined : hostOfAddress(hosts ?? [], gateway);
  return (
    <div class={isFirst ? 'ln' : 'ln nh'}>
      <RouteText
        line={line}
        gateway={(address) =>
          host === undefined ? (
            address
          ) : (
            <Link
              inLine
              title={`Routes of ${host}`}
              onFollow={() => {
                store.act((state) => showHost(state, host));
              }}
            >
              {address}
            </Link>
          )
        }
      />
      {host !== undefined && <span class="who">{host}</span>}
    </div>
  );
}

function Why({ route }: { readonly route: PanelRoute }): JSX.Element | null {
  const written = route.because.filter((cause) => cause.kind === 'manifest');
  const simulated = route.because.some((cause) => cause.kind === 'explained' && cause.simulated);
  if (written.length === 0 && route.note === undefined && !simulated) return null;
  return (
    <div class="wy">
      {written.map((cause, index) => [index > 0 ? ', ' : '', <WrittenCause key={index} cause={cause} />])}
      {written.length > 0 && route.note !== undefined && ' · '}
      {route.note}
      {simulated && <span class="sim-tag">simulated</span>}
    </div>
  );
}

function WrittenCause({ cause }: { readonly cause: PanelCause & { kind: 'manifest' } }): JSX.Element {
  const store = useStore();
  return (
    <>
      <PlaceLink
        inLine
        place={cause.place}
        onReveal={(place) => {
          store.act((state) => ({ state, say: [{ type: 'reveal', place }] }));
        }}
      />{' '}
      {cause.note}
    </>
  );
}
