import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const encoder = new TextEncoder();

/** SHA-1 of the UTF-8 bytes of `text`, 40 lower-case hex digits. For names only: Calico's interfaces are made from it. */
export const sha1Hex = (text: string): string => bytesToHex(sha1(encoder.encode(text)));
