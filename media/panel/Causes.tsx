import type { JSX } from 'preact';
import type { PanelCause } from '../../server/src/protocol/panel.ts';
import { explanationsOf, placeKey, placesByNote, placesOf, type ToldPlaces } from './causes.ts';
import { PlaceLink } from './Link.tsx';
import { useStore } from './store.ts';

interface WrittenProps {
  readonly causes: readonly PanelCause[];
  /** Inside a line of the list, where Tab does not stop. */
  readonly inLine?: boolean;
  /** Of more places than these the first are told, and how many there are. The cause bar tells all. */
  readonly most?: number;
}

/** The places that say it, each with what it contributes: `bgp.yaml:13, bgp.yaml:15 BGPPeer bastion`. */
export function Written({ causes, inLine = false, most = Infinity }: WrittenProps): JSX.Element {
  const places = new Set(placesOf(causes).slice(0, most));
  const rest = placesOf(causes).length - places.size;
  const shown = placesByNote(causes)
    .map((told) => ({ ...told, places: told.places.filter((place) => places.has(place)) }))
    .filter((told) => told.places.length > 0);
  return (
    <>
      {shown.map((told, index) => [
        index > 0 ? '; ' : '',
        <Told key={told.note} told={told} inLine={inLine} />,
      ])}
      {rest > 0 && ` and ${rest} more ${rest === 1 ? 'place' : 'places'}`}
    </>
  );
}

function Told({ told, inLine }: { readonly told: ToldPlaces; readonly inLine: boolean }): JSX.Element {
  const store = useStore();
  return (
    <>
      {told.places.map((place, index) => [
        index > 0 ? ', ' : '',
        <PlaceLink
          key={placeKey(place)}
          place={place}
          inLine={inLine}
          onReveal={() => {
            store.act((state) => ({ state, say: [{ type: 'reveal', place }] }));
          }}
        />,
      ])}
      {told.note !== '' && ` ${told.note}`}
    </>
  );
}

/** What no manifest says, in sentences; a simulated fact is marked. */
export function Explained({ causes }: { readonly causes: readonly PanelCause[] }): JSX.Element {
  return (
    <>
      {explanationsOf(causes).map(({ text, simulated }, index) => [
        index > 0 ? '; ' : '',
        simulated && <span class="sim-tag">simulated</span>,
        simulated && ' ',
        text,
      ])}
    </>
  );
}
