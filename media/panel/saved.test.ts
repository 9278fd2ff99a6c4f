import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPanelRequest } from '../../server/src/protocol/panel.ts';
import { readSaved } from './saved.ts';

describe('a saved state', () => {
  const saved = {
    version: 1,
    request: firstPanelRequest,
    unfolded: ['back'],
    scrolls: { trace: [{ key: 'a', distance: 4 }] },
  };
  it('is restored', () => {
    expect(readSaved(JSON.parse(JSON.stringify(saved)))).toMatchObject({ unfolded: ['back'] });
  });
  it('of another version, or broken, is none', () => {
    expect(readSaved({ ...saved, version: 2 })).toBeUndefined();
    expect(readSaved({ ...saved, scrolls: { trace: [{ key: 'a' }] } })).toBeUndefined();
    expect(readSaved(undefined)).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readSaved(value)).toBeUndefined();
      }),
    );
  });
});
