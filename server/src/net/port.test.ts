import { expect, test } from 'vitest';
import { parsePortRange } from './port.ts';

test.each([
  ['30000-32767', { from: 30000, to: 32767 }],
  ['30000', { from: 30000, to: 30000 }],
  ['30000+767', { from: 30000, to: 30767 }],
  [' 1-65535 ', { from: 1, to: 65535 }],
  ['32767-30000', undefined],
  ['30000:32767', undefined],
  ['1-70000', undefined],
  ['', undefined],
])('%s', (text, range) => {
  expect(parsePortRange(text)).toEqual(range);
});
