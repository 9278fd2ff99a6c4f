import type { ComponentChildren, JSX } from 'preact';
import type { PanelRoute } from '../../server/src/protocol/panel.ts';
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
