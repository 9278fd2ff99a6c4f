import type { PanelRequest, PanelView } from '../../server/src/protocol/panel.ts';
import { isNumber, isText, listOf, oneOf, shape, sparse, type Guard } from './guards.ts';
import { isRequest } from './messages.ts';
import type { Anchor } from './windowing.ts';

/** Where each view was scrolled to: the first lines in view, or nothing at the top. */
export type Scrolls = Readonly<Partial<Record<PanelView, readonly Anchor[]>>>;

/** What survives a reload of the window. */
export interface Saved {
  readonly version: 1;
  readonly request: PanelRequest;
  readonly unfolded: readonly string[];
  readonly scrolls: Scrolls;
}

const areAnchors = listOf(shape<Anchor>({ key: isText, distance: isNumber }));

const isSaved: Guard<Saved> = shape<Saved>({
  version: oneOf(1),
  request: isRequest,
  unfolded: listOf(isText),
  scrolls: sparse<Record<PanelView, readonly Anchor[]>>({
    iptables: areAnchors,
    ipvs: areAnchors,
    nftables: areAnchors,
    routes: areAnchors,
    bgp: areAnchors,
    ipam: areAnchors,
    trace: areAnchors,
  }),
});

/** The saved state, or undefined if there is none that this version understands. */
export const readSaved = (value: unknown): Saved | undefined => (isSaved(value) ? value : undefined);
