/**
 * SHA-256 (FIPS 180-4) of short texts, many of them: a cluster's chain names are tens of thousands of hashes, which a
 * general library spends mostly on making objects. Nothing is allocated here but for texts that are not plain ASCII.
 */

const roundConstants = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);
const initial = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
const wordsInBlock = 16;
const encoder = new TextEncoder();
const schedule = new Int32Array(64);
const state = new Int32Array(8);
let message = new Int32Array(8 * wordsInBlock);

/** The eight words of the digest of the text's UTF-8 bytes; overwritten by the next call. */
export function sha256Words(text: string): Int32Array {
  const blocks = isAscii(text) ? padText(text) : padBytes(encoder.encode(text));
  for (let i = 0; i < 8; i += 1) state[i] = initial[i] ?? 0;
  for (let block = 0; block < blocks; block += 1) compress(block * wordsInBlock);
  return state;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function padText(text: string): number {
  const blocks = clear(text.length);
  for (let i = 0; i < text.length; i += 1) put(i, text.charCodeAt(i));
  return close(text.length, blocks);
}

function padBytes(bytes: Uint8Array): number {
  const blocks = clear(bytes.length);
  bytes.forEach((byte, i) => {
    put(i, byte);
  });
  return close(bytes.length, blocks);
}

/** Empties as many blocks as bytes of this number need, with nine more for the closing bit and the length. */
function clear(length: number): number {
  const blocks = Math.ceil((length + 9) / 64);
  const words = blocks * wordsInBlock;
  if (message.length < words) message = new Int32Array(words * 2);
  for (let i = 0; i < words; i += 1) message[i] = 0;
  return blocks;
}

function put(i: number, byte: number): void {
  message[i >> 2] = at(message, i >> 2) | (byte << (24 - (i & 3) * 8));
}

function close(length: number, blocks: number): number {
  put(length, 0x80);
  message[blocks * wordsInBlock - 2] = Math.floor(length / 2 ** 29);
  message[blocks * wordsInBlock - 1] = length << 3;
  return blocks;
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** Typed arrays give `undefined` only past their end, where nothing here reads. */
const at = (words: Int32Array, i: number): number => words[i] ?? 0;

function extend(offset: number): void {
  for (let i = 0; i < 16; i += 1) schedule[i] = at(message, offset + i);
  for (let i = 16; i < 64; i += 1) {
    const w15 = at(schedule, i - 15);
    const w2 = at(schedule, i - 2);
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[i] = (at(schedule, i - 16) + s0 + at(schedule, i - 7) + s1) | 0;
  }
}

function compress(offset: number): void {
  extend(offset);
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + at(roundConstants, i) + at(schedule, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + s0 + majority) | 0;
  }
  state[0] = (at(state, 0) + a) | 0;
  state[1] = (at(state, 1) + b) | 0;
  state[2] = (at(state, 2) + c) | 0;
  state[3] = (at(state, 3) + d) | 0;
  state[4] = (at(state, 4) + e) | 0;
  state[5] = (at(state, 5) + f) | 0;
  state[6] = (at(state, 6) + g) | 0;
  state[7] = (at(state, 7) + h) | 0;
}
