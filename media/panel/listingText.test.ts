import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipvsBlocks } from '../../test/panel/fixtures/listing.ts';
import { partsOfListing } from './listingText.ts';

const whole = (text: string): string =>
  partsOfListing(text)
    .map((part) => part.text)
    .join('');

describe('the text of a listing', () => {
  it('is shown to the last space', () => {
    const lines = ipvsBlocks(['kube-ipvs0', 'sysctl'], []).flatMap((block) => block.lines);
    expect(lines.length).toBeGreaterThan(20);
    for (const { text } of lines) expect(whole(text)).toBe(text);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(whole(text)).toBe(text);
      }),
    );
  });

  it.each([
    ['TCP  10.49.60.52:80 rr', '10.49.60.52:80'],
    ['create KUBE-CLUSTER-IP hash:ip,port family inet', 'KUBE-CLUSTER-IP'],
    ['add KUBE-NODE-PORT-TCP 30180', undefined],
    ['net.ipv4.ip_forward=1', undefined],
  ])('%s', (text, strong) => {
    expect(partsOfListing(text).find(({ weight }) => weight === 'strong')?.text).toBe(strong);
  });
});
