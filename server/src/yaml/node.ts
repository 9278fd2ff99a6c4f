import type { Section, Span } from '../text/span.ts';

/** A YAML value with the characters that said it; comments and style are left out. */
export type YamlNode = YamlMap | YamlSequence | YamlScalar;

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface YamlMap extends Placed {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

/** `key: value`; a key without a value has `undefined`. */
export interface YamlEntry extends Placed {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
}

export interface YamlSequence extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The scalar's characters without quotes: `0777` stays `0777`, a block scalar is its content. */
  readonly source: string;
  /** A `|` or `>` scalar, whose content lies on the lines after the header. */
  readonly block: boolean;
}

export const entryOf = (map: YamlMap, key: string): YamlEntry | undefined =>
  map.entries.find((entry) => entry.key.source === key);

export const spanOf = (section: Section, { start, end }: Placed): Span => ({ section, start, end });
