import type { JSX } from 'preact';
import type { PanelModel } from '../../server/src/protocol/panel.ts';
import { Link } from './Link.tsx';
import { openAsText } from './moves.ts';
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
