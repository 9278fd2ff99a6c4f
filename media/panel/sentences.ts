import type { PanelPlace } from '../../server/src/protocol/panel.ts';

/** A sentence, with the labels of known places in it replaced by the places. */
export function splitAtPlaces(text: string, places: readonly PanelPlace[]): readonly (string | PanelPlace)[] {
  const known = new Map(places.map((place) => [place.label, place]));
  return text
    .split(/([^\s()[\]"'`,;]+:\d+(?::\d+)?)/)
    .filter((part) => part !== '')
    .map((part) => known.get(part) ?? part);
}

/** The first sentence of a notice says what happened, the others what follows from it. */
export function splitNotice(text: string): { readonly title: string; readonly rest: string } {
  const end = /[.:]\s+(?=[A-Z0-9a-z])/.exec(text);
  if (end === null) return { title: text, rest: '' };
  return { title: text.slice(0, end.index), rest: text.slice(end.index + end[0].length) };
}
