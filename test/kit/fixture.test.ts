import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture.ts';

test('a fixture without a name is one file', () => {
  expect(fixtureFiles('kind: Pod\n')).toEqual([{ uri: 'file:///m.yaml', text: 'kind: Pod\n' }]);
});

test('a name begins a file', () => {
  expect(fixtureFiles('\n#- /a.yaml\na: 1\n#- /b.json\n{}\n')).toEqual([
    { uri: 'file:///a.yaml', text: 'a: 1\n' },
    { uri: 'file:///b.json', text: '{}\n' },
  ]);
});
