import { sha256 } from '@noble/hashes/sha2.js';

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const encoder = new TextEncoder();

/**
 * The first `length` letters of the RFC 4648 base32 text of SHA-256 over the UTF-8 bytes of `text`:
 * how kube-proxy makes chain names (pkg/proxy/iptables/proxier.go: portProtoHash).
 */
export function sha256Base32(text: string, length: number): string {
  const bytes = sha256(encoder.encode(text));
  let letters = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      letters += base32Letters.charAt((held >> bits) & 31);
      if (letters.length === length) return letters;
    }
    held &= (1 << bits) - 1;
  }
  return letters;
}

/** 32 bits of SHA-256, for stable choices that must not depend on the order of anything. */
export function sha256Uint32(text: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(encoder.encode(text));
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
