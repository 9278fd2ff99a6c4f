import { sha224 } from '@noble/hashes/sha2.js';

const encoder = new TextEncoder();

/** SHA-224 of `before` and the UTF-8 bytes of `text` after it: 28 bytes. Felix chains its rule hashes so. */
export function sha224Chained(before: Uint8Array, text: string): Uint8Array {
  const bytes = encoder.encode(text);
  const all = new Uint8Array(before.length + bytes.length);
  all.set(before);
  all.set(bytes, before.length);
  return sha224(all);
}
