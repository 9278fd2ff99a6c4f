import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipvsBlocks } from '../../test/panel/fixtures/listing.ts';
import { nftJump, partsOfListing, partsOfNft } from './listingText.ts';

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

describe('an nft statement', () => {
  const statements = [
    'ip daddr 10.49.60.52 tcp dport 80 ip saddr != 10.48.0.0/16 jump mark-for-masquerade',
    'numgen random mod 2 vmap { 0 : goto endpoint-E4LHJVHH-yaobank/summary/tcp/http__10.48.128.192/80, 1 : goto endpoint-J }',
    'meta l4proto tcp dnat to 10.48.0.43:80',
    'reject comment "helper for  two"',
  ];

  it('is shown whole', () => {
    for (const text of statements)
      expect(
        partsOfNft(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(
          partsOfNft(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('names the chains it goes to, without the comma behind', () => {
    const chains = partsOfNft(statements[1] ?? '').filter(({ chain }) => chain === true);
    expect(chains.map(({ text }) => text)).toEqual([
      'endpoint-E4LHJVHH-yaobank/summary/tcp/http__10.48.128.192/80',
      'endpoint-J',
    ]);
    expect(statements.map(nftJump)).toEqual([
      'chain mark-for-masquerade',
      'chain endpoint-E4LHJVHH-yaobank/summary/tcp/http__10.48.128.192/80',
      undefined,
      undefined,
    ]);
  });

  it('says what it does', () => {
    const strong = statements.map((text) => partsOfNft(text).find(({ weight }) => weight === 'strong')?.text);
    expect(strong).toEqual(['jump', 'vmap', 'dnat', 'reject']);
  });
});
