import type { JSX } from 'preact';
import type { PanelCause } from '../../server/src/protocol/panel.ts';
import { explanationsOf, placeKey, placesByNote, type ToldPlaces } from './causes.ts';
import { PlaceLink } from './Link.tsx';
import { useStore } from './store.ts';

interface WrittenProps {
  readonly causes: readonly PanelCause[];
  /** Inside a line of the list, where Tab does not stop. */
  readonly inLine?: boolean;
}

/** The places that say it, each with what it contributes: `bgp.yaml:13, bgp.yaml:15 BGPPeer bastion`. */
export function Written({ causes, inLine = false }: WrittenProps): JSX.Element {
  return (
    <>
      {placesByNote(causes).map((told, index) => [
        index > 0 ? '; ' : '',
        <Told key={told.note} told={told} inLine={inLine} />,
      ])}
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
