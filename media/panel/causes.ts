import type { PanelCause, PanelPlace, PanelPosition } from '../../server/src/protocol/panel.ts';

/** Where the editor's cursor stands. */
export interface Cursor {
  readonly uri: string;
  readonly position: PanelPosition;
}

interface Caused {
  readonly key: string;
  readonly causes: readonly PanelCause[];
}

/** The places in manifests among the causes, each once, in order. */
export function placesOf(causes: readonly PanelCause[]): readonly PanelPlace[] {
  const places = new Map<string, PanelPlace>();
  for (const cause of causes) {
    if (cause.kind === 'manifest' && !places.has(placeKey(cause.place))) {
      places.set(placeKey(cause.place), cause.place);
    }
  }
  return [...places.values()];
}

/** Places with what they contribute; those that contribute the same stand together. */
export interface ToldPlaces {
  readonly places: readonly PanelPlace[];
  readonly note: string;
}

export function placesByNote(causes: readonly PanelCause[]): readonly ToldPlaces[] {
  const notes = [...new Set(causes.flatMap((cause) => (cause.kind === 'manifest' ? [cause.note] : [])))];
  return notes.map((note) => ({
    note,
    places: placesOf(causes.filter((cause) => cause.kind === 'manifest' && cause.note === note)),
  }));
}

/** The sentences among the causes, each once. */
export function explanationsOf(
  causes: readonly PanelCause[],
): readonly Extract<PanelCause, { readonly kind: 'explained' }>[] {
  const seen = new Map<string, Extract<PanelCause, { readonly kind: 'explained' }>>();
  for (const cause of causes)
    if (cause.kind === 'explained') seen.set(cause.text, seen.get(cause.text) ?? cause);
  return [...seen.values()];
}

export const placeKey = ({ uri, start, end }: PanelPlace): string =>
  `${uri}#${start.line}:${start.character}-${end.line}:${end.character}`;

export const samePlaces = (left: readonly PanelPlace[], right: readonly PanelPlace[]): boolean =>
  left.length === right.length &&
  left.every((place, index) => {
    const other = right[index];
    return other !== undefined && placeKey(place) === placeKey(other);
  });

/** Whether two lines come from one place. */
export function shareAPlace(left: readonly PanelCause[], right: readonly PanelCause[]): boolean {
  const places = new Set(placesOf(left).map(placeKey));
  return places.size > 0 && placesOf(right).some((place) => places.has(placeKey(place)));
}

/**
 * The lines that the text under the cursor causes. Whole lines of YAML count, since a cursor at the start of
 * `nodePort: 30180` means that field. Of several places around the cursor the smallest are meant: the field rather
 * than the resource that holds it.
 */
export function causedByCursor(lines: readonly Caused[], cursor: Cursor | undefined): ReadonlySet<string> {
  let keys = new Set<string>();
  if (cursor === undefined) return keys;
  let smallest = Number.POSITIVE_INFINITY;
  for (const { key, causes } of lines) {
    for (const cause of causes) {
      if (cause.kind !== 'manifest' || !holds(cause.place, cursor)) continue;
      const height = cause.place.end.line - cause.place.start.line;
      if (height > smallest) continue;
      if (height < smallest) keys = new Set();
      smallest = height;
      keys.add(key);
    }
  }
  return keys;
}

const holds = (place: PanelPlace, { uri, position }: Cursor): boolean =>
  place.uri === uri && place.start.line <= position.line && position.line <= place.end.line;
