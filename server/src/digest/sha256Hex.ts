import { sha256Words } from './sha256Text.ts';

/** SHA-256 over the UTF-8 bytes of `text`, 64 lower-case hex digits. */
export const sha256Hex = (text: string): string =>
  [...sha256Words(text)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
