import { describe, expect, it } from 'vitest';
import { placeAt } from '../../test/panel/fixtures/places.ts';
import { splitAtPlaces, splitNotice } from './sentences.ts';

const place = placeAt('service.yaml', 14);

describe('a sentence', () => {
  it('leads to the places it names', () => {
    expect(splitAtPlaces('because service.yaml:14 opens a node port', [place])).toEqual([
      'because ',
      place,
      ' opens a node port',
    ]);
    expect(splitAtPlaces('Cause: service.yaml:14, and more', [place])[1]).toBe(place);
  });
  it('keeps what it does not know as text', () => {
    const text = 'DNAT to 10.48.0.43:80 in service.yaml:99';
    expect(splitAtPlaces(text, [place]).map(String).join('')).toBe(text);
  });
});

describe('a notice', () => {
  it.each([
    [
      'service.yaml cannot be read. customer is as before.',
      'service.yaml cannot be read',
      'customer is as before.',
    ],
    ['service.yaml:11:3 cannot be read', 'service.yaml:11:3 cannot be read', ''],
    ['1 fact is missing: no file names worker3', '1 fact is missing', 'no file names worker3'],
  ])('%s', (text, title, rest) => {
    expect(splitNotice(text)).toEqual({ title, rest });
  });
});
