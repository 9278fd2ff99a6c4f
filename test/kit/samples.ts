import { readdirSync, readFileSync } from 'node:fs';
import type { DocUri } from '../../server/src/text/span.ts';

const folder = new URL('../../samples/', import.meta.url);

export interface SampleFile {
  readonly uri: DocUri;
  readonly name: string;
  readonly text: string;
}

/** The files of a sample, as a folder of their own: `file:///samples/yaobank/services.yaml`. `edit` may change a text. */
export const sampleFiles = (
  sample: string,
  edit: (text: string, name: string) => string = (text) => text,
): readonly SampleFile[] =>
  readdirSync(new URL(`${sample}/`, folder))
    .sort()
    .map((name) => ({
      uri: `file:///samples/${sample}/${name}` as DocUri,
      name,
      text: edit(readFileSync(new URL(`${sample}/${name}`, folder), 'utf8'), name),
    }));
