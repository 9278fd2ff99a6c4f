import type { ComponentChildren, JSX } from 'preact';
import type { PanelPath, PanelRoute } from '../../server/src/protocol/panel.ts';
import { Written } from './Causes.tsx';
import { placesByNote, placesOf } from './causes.ts';
import { Change } from './Change.tsx';
import { hostOfAddress } from './hosts.ts';
import { Link } from './Link.tsx';
import { showHost } from './moves.ts';
import { usePart, useStore } from './store.ts';
import { RouteText } from './Words.tsx';

/** A route as `ip route` prints it, then why it is there. */
export function RouteLine({ route }: { readonly route: PanelRoute }): JSX.Element {
  const isWritten = placesOf(route.because).length > 0;
  const says = saysMore(route);
  return (
    <>
      <Change change={route.change} />
      <div role="gridcell" class={isWritten ? 'rt' : 'rt quiet'}>
        {route.lines.map((line, index) => (
          <RouteTextLine key={index} line={line} isFirst={index === 0}>
            {!says && index === 0 && (
              <span class="who">
                <Written inLine causes={route.because} />
              </span>
            )}
          </RouteTextLine>
        ))}
        {route.paths.map((path, index) => (
          <Announced key={index} path={path} />
        ))}
        {says && <Why route={route} />}
      </div>
    </>
  );
}

const isSimulated = ({ because }: PanelRoute): boolean =>
  because.some((cause) => cause.kind === 'explained' && cause.simulated);

/** Whether there is more to say than a place: that takes a line of its own. */
const saysMore = (route: PanelRoute): boolean =>
  route.note !== undefined ||
  route.paths.length > 0 ||
  isSimulated(route) ||
  placesByNote(route.because).some(({ note }) => note !== '');

interface RouteTextLineProps {
  readonly line: string;
  readonly isFirst: boolean;
  readonly children: ComponentChildren;
}

function RouteTextLine({ line, isFirst, children }: RouteTextLineProps): JSX.Element {
  const store = useStore();
  const hosts = usePart((state) => state.model?.hosts);
  const gateway = /\bvia (\S+)/.exec(line)?.[1];
  const host = gateway === undefined ? undefined : hostOfAddress(hosts ?? [], gateway);
  const toHost = (address: string): ComponentChildren =>
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
    );
  return (
    <div class={isFirst ? 'ln' : 'ln nh'}>
      <RouteText line={line} gateway={toHost} />
      {host !== undefined && <span class="who">{host}</span>}
      {children}
    </div>
  );
}

/** Whoever announced it, why, and what BGP says about the way. */
function Announced({ path: { announcedBy, why, attributes } }: { readonly path: PanelPath }): JSX.Element {
  return (
    <div class="wy by">
      announced by <b>{fewOf(announcedBy)}</b>: {why}
      {attributes.map(({ name, value }) => (
        <span key={name} class="attribute">
          {name} <code>{value}</code>
        </span>
      ))}
    </div>
  );
}

/** `worker1 and worker2`; of many the first few. */
function fewOf(names: readonly string[]): string {
  const shown = names.length > 4 ? names.slice(0, 3) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function Why({ route }: { readonly route: PanelRoute }): JSX.Element {
  const isWritten = placesOf(route.because).length > 0;
  return (
    <div class="wy">
      <Written inLine causes={route.because} />
      {isWritten && route.note !== undefined && ' · '}
      {route.note}
      {isSimulated(route) && <span class="sim-tag">simulated</span>}
    </div>
  );
}
