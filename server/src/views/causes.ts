import { describeCause } from '../origin/describe.ts';
import type { Cause, Origin } from '../origin/origin.ts';
import type { PanelCause, PanelPlace } from '../protocol/panel.ts';
import type { Locate, Place } from '../text/span.ts';

/** An origin as the panel shows it: places first to last, sentences for the rest. */
export const panelCauses = (origin: Origin | undefined, locate: Locate): readonly PanelCause[] =>
  (origin ?? []).flatMap((cause) => panelCause(cause, locate) ?? []);

function panelCause(cause: Cause, locate: Locate): PanelCause | undefined {
  if (cause.kind !== 'manifest') {
    return { kind: 'explained', text: describeCause(cause), simulated: cause.kind === 'assumption' };
  }
  const place = locate(cause.span);
  return place === undefined
    ? undefined
    : { kind: 'manifest', place: panelPlace(place), note: cause.note ?? '' };
}

export const panelPlace = ({ uri, range }: Place): PanelPlace => ({
  uri,
  start: range.start,
  end: range.end,
  label: placeLabel({ uri, range }),
});

/** `services.yaml:14`, lines counted from 1 as editors show them. */
export const placeLabel = ({ uri, range }: Place): string =>
  `${fileName(uri)}:${String(range.start.line + 1)}`;

export const fileName = (uri: string): string => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
