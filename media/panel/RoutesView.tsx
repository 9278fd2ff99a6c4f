import type { JSX } from 'preact';
import type { PanelModel, PanelSession } from '../../server/src/protocol/panel.ts';
import { Explained, Written } from './Causes.tsx';
import { explanationsOf, placesOf } from './causes.ts';
import { Link } from './Link.tsx';
import { openAsText } from './moves.ts';
import { SessionPicture } from './SessionPicture.tsx';
import { gatherMesh, type SessionRow } from './sessions.ts';
import { useStore } from './store.ts';

type Routes = Extract<PanelModel, { readonly kind: 'routes' }>;

export function RoutesHead({ model }: { readonly model: Routes }): JSX.Element {
  const store = useStore();
  return (
    <h2 class="part">
      <code>ip route</code> <span class="meta">{model.heading}</span>
      <span class="right">
        <Link
          onFollow={() => {
            store.act(openAsText);
          }}
        >
          Open as text
        </Link>
      </span>
    </h2>
  );
}

/** The BGP sessions behind the routes: as a picture, and in full as a table. */
export function Sessions({ sessions }: { readonly sessions: readonly PanelSession[] }): JSX.Element | null {
  if (sessions.length === 0) return null;
  const hasMesh = sessions.some(({ kind }) => kind === 'mesh');
  const hasPeer = sessions.some(({ kind }) => kind === 'peer');
  return (
    <section class="ruled">
      <h2 class="part">
        BGP sessions <span class="meta">{sessions.length} configured</span>
        {hasMesh && hasPeer && <span class="right muted">solid: peer · dashed: node mesh</span>}
      </h2>
      <SessionPicture sessions={sessions} />
      <table class="grid">
        <caption class="sr">BGP sessions</caption>
        <thead>
          <tr>
            <th scope="col">node</th>
            <th scope="col">with</th>
            <th scope="col">announces</th>
            <th scope="col">because</th>
          </tr>
        </thead>
        <tbody>
          {gatherMesh(sessions).map((row) => (
            <SessionTableRow key={`${row.node} ${row.with}`} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SessionTableRow({ row }: { readonly row: SessionRow }): JSX.Element {
  return (
    <tr>
      <td>
        {row.node} {row.nodeAddress !== '' && <code class="muted opt-in">{row.nodeAddress}</code>}
      </td>
      <td>
        {row.with} {row.withAddress !== '' && <code class="muted opt-in">{row.withAddress}</code>}{' '}
        <span class="muted">{row.protocol}</span>
      </td>
      <td class="wrap">{row.announces.map((prefix) => [<code key={prefix}>{prefix}</code>, ' '])}</td>
      <td class="wrap">
        <Written causes={row.because} />
        {placesOf(row.because).length > 0 && explanationsOf(row.because).length > 0 && '; '}
        <Explained causes={row.because} />
      </td>
    </tr>
  );
}
