import type { DocUri } from '../../server/src/text/span.ts';

export interface FixtureFile {
  readonly uri: DocUri;
  readonly text: string;
}

/** The files of a fixture: each begins at a line `#- /name.yaml`, which is not part of it; without one it is all `/m.yaml`. */
export function fixtureFiles(fixture: string): readonly FixtureFile[] {
  const parts = fixture.split(/^#- (\/\S+)\n/m);
  const [head = '', ...named] = parts;
  const files: FixtureFile[] = [];
  if (head.trim() !== '' || named.length === 0) files.push({ uri: uriOf('/m.yaml'), text: head });
  for (let i = 0; i < named.length; i += 2)
    files.push({ uri: uriOf(named[i] ?? ''), text: named[i + 1] ?? '' });
  return files;
}

const uriOf = (path: string): DocUri => `file://${path}` as DocUri;
