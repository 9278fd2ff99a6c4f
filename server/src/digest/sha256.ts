import { sha256Words } from './sha256Text.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Two letters for each ten bits. */
const pairs = Array.from({ length: 1024 }, (_, i) => letters.charAt(i >> 5) + letters.charAt(i & 31));

/**
 * The first `length` letters, fifty at most, of the RFC 4648 base32 text of SHA-256 over the UTF-8 bytes of `text`:
 * how kube-proxy makes chain names (pkg/proxy/iptables/proxier.go: portProtoHash).
 */
export function sha256Base32(text: string, length: number): string {
  const words = sha256Words(text);
  let base32 = '';
  for (let bit = 0; base32.length < length; bit += 10) base32 += pairs[tenBits(words, bit)] ?? '';
  return base32.slice(0, length);
}

function tenBits(words: Int32Array, bit: number): number {
  const word = words[bit >> 5] ?? 0;
  const left = 22 - (bit & 31);
  if (left >= 0) return (word >>> left) & 1023;
  return ((word << -left) | ((words[(bit >> 5) + 1] ?? 0) >>> (32 + left))) & 1023;
}

/** 32 bits of SHA-256, for stable choices that must not depend on the order of anything. */
export function sha256Uint32(text: string): number {
  return (sha256Words(text)[0] ?? 0) >>> 0;
}
