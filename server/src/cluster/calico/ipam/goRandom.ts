/**
 * As much of Go's math/rand as Calico's choice of a block needs: the first outputs of the additive lagged Fibonacci
 * generator y[n] = y[n-607] + y[n-273] (mod 2^64) for a seed.
 */

const length = 607;
const tap = 273;
const lehmerModulus = 2 ** 31 - 1;
const lehmerFactor = 48271;
const mask64 = (1n << 64n) - 1n;
const mask63 = (1n << 63n) - 1n;

/** So many outputs can be had; each choice takes two of them, and every second choice is thrown away at worst. */
const outputs = 64;

/**
 * The generator's own state after 7.8e12 steps from seed 1, with which Go mixes every seed (rng.go: rngCooked): the words
 * 333 and 606, 332 and 605, and so on, which are those that the first outputs are made of. Found by jumping ahead in
 * the recurrence, 16 hexadecimal digits a word.
 */
const cooked = `
  bfb2f4d968b759c339a00a3a31c025c63b7fc3ad0d1cd36b7e57a19b735ef03bf11bfbb3ba3e084174535a96cc7adfd7
  031089e87fbab9a7e1de048dc78b382e967e3cd0f12b1c5fa8de655829aab207bd640b6140802b1efbba1e4a59b0c60c
  32a31118a95e425fe5b5e9385b20282408137c3380f32523f579e080162896e99024ebcbf8b8e6af51d3a3c351be10ec
  a4e5a10d28659104a7f503a28f431ca9d7e75a07542451dac45166d9f6935ff8c9a9cd708372db93c977d592999f2194
  331786d5a126f97f9516361749f6428a2536b7a7602f6b4d287fea4c9695f3f4c444cf11f9840608395c6750aa42e65e
  8b821c0b10054c75980aab2fff6bc7847e61315458970ccb64fcbfa01dca39780e7f5452a8c91ee0640a711eb0e49b41
  3fddae4163e010e4a848cc5d9cb0e150caeaccb927b0cb5cfc997227a4f07f8fd36a1f70d4f9a2ffaaf677bd80e30ac5
  43385b68e51dbffc8358c5bb1248ac235ee41cb40ca81e2c58143117e4e16555048311a7625eabd92c43fd0a9eaec04d
  3c7c1de5b3cc1dca4bd671b124b5701ad3431110cdd7a998689a66ba46d1c3bd4f37aef6caf41c5d1266fbf77386b1db
  9cbbb4be9a92c216cc7c533a7fca95d8552d69f0428dce6a7c91d10a8d75740ef72709f96b28a3c759e4a152525b1b29
  d556d17adcc5f6fb324fca6af2b5c1d179edb9a2a6a387df1f9eabdfdbe2b7bdc73eddfe111385e292d7bb47a4afe838
  1c910136c9fdf9c3ee37e3669f7e9c662aea572af8467560637e086dc78cf52259d6a8cc7a08270722673e39d43ff99b
  8c0621f768220a97628dfe635c795586036d8003387dd6db4947dddd6f3e9e0701fe31d8c7df7dc477c265a71aebbe54
  eac40d3f519d2893eb8d82b15491d6073faf8d9c775ca7815572e7ce34288668639ba81c88d888a6666eb88d8701e16f
  8f89c0d3396a3b539a77d2f2ef3bd8438495a0768390329579753148c0e6c59f3d78cc365badbce11d17558f6164030c
  175ee40f58fbd971077e19b9a3f76000080ec57577219247400e2ba01968e7c443e0d0254b84715e5962428553d20814
  636925f5baf870cd7d45aa734f760b6dcb336a1611227dbd85b650480fd8c2f4d85a90375e64310dd5f0bb8816e7e8fb
  2b2b1fced929c2828c3787282349e8321fb7a7e17b9eccb0ecdedd4ff0dd641b2fa7be3ccf9d16458417b417b011aec1
  d3d7e2863218d979058ccf98dc1843f75d436ca7585d28ca6079b0531ec903761de1979bf5654dd5e242bb6bb4da36de
  457eacfbb049eb220a467ca8709a2bb6d396fc0d89f6e211d3c639c2087dc0797e67d3bdb81bb611820547300a5d8af4
  91c1fb790e0d3a542a0ffc0f7b301e5c9c9c6cd28e91b74dde542c137b8384a41427685b19caecddad6e587f47afe7a6
  cd39a909d7e6802704fc4ea5fb446c97
`.replace(/\s/g, '');

/** `word` of the state that Go mixes in, in the order in which outputs need them. */
const cookedWord = (word: number): bigint => BigInt(`0x${cooked.slice(word * 16, word * 16 + 16)}`);

/** rng.go: seedrand, by which 607 words are drawn from a 31-bit seed. */
const lehmer = (state: number): number => (state * lehmerFactor) % lehmerModulus;

/** The first outputs of Int63 for a seed of 32 bits. */
export function firstOutputs(seed: number): readonly bigint[] {
  const words = seededWords(seed);
  return Array.from({ length: outputs }, (_, k) => {
    const older = (words[length - tap - 1 - k] ?? 0n) ^ cookedWord(2 * k);
    const newer = (words[length - 1 - k] ?? 0n) ^ cookedWord(2 * k + 1);
    return (older + newer) & mask63;
  });
}

function seededWords(seed: number): readonly bigint[] {
  let state = seed % lehmerModulus || 89482311;
  for (let i = 0; i < 20; i += 1) state = lehmer(state);
  return Array.from({ length }, () => {
    const high = (state = lehmer(state));
    const middle = (state = lehmer(state));
    const low = (state = lehmer(state));
    return ((BigInt(high) << 40n) ^ (BigInt(middle) << 20n) ^ BigInt(low)) & mask64;
  });
}

/**
 * math/big Int.Rand on a 64-bit machine: a number below `limit`, which is at most 2^64. Every draw takes two outputs;
 * a draw that is too large is thrown away, so for `limit` a power of two every second one.
 */
export function randomBelow(limit: bigint, seed: number): bigint {
  const bits = BigInt(limit.toString(2).length);
  const drawn = firstOutputs(seed);
  for (let k = 0; k + 1 < drawn.length; k += 2) {
    const word = half(drawn[k]) | (half(drawn[k + 1]) << 32n);
    const value = word & ((1n << bits) - 1n);
    if (value < limit) return value;
  }
  return 0n;
}

const half = (output: bigint | undefined): bigint => (output ?? 0n) >> 31n;
