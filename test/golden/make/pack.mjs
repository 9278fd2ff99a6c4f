// Packs FOLDER/lab and FOLDER/drawn into the brotli files of a mode, or unpacks them again to be looked at:
//   node test/golden/make/pack.mjs iptables FOLDER
//   node test/golden/make/pack.mjs --unpack iptables FOLDER
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const packs = ['lab', 'drawn'];
const packFile = (mode, name) => join(import.meta.dirname, '..', mode, `${name}.json.br`);

// The files of a pack differ little from one another, so the window must span many of them.
const compress = (text) =>
  brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
    },
  });

const textsIn = (folder) =>
  Object.fromEntries(readdirSync(folder).sort().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

function pack(mode, folder) {
  for (const name of packs) {
    const scenarios = readdirSync(join(folder, name)).sort();
    const content = Object.fromEntries(
      scenarios.map((scenario) => [scenario, textsIn(join(folder, name, scenario))]),
    );
    writeFileSync(packFile(mode, name), compress(JSON.stringify(content)));
  }
}

function unpack(mode, folder) {
  for (const name of packs) {
    const content = JSON.parse(brotliDecompressSync(readFileSync(packFile(mode, name))).toString('utf8'));
    for (const [scenario, files] of Object.entries(content)) {
      mkdirSync(join(folder, name, scenario), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, scenario, file), text);
    }
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--unpack' && rest.length === 2) unpack(...rest);
else if (rest.length === 1) pack(first, ...rest);
else console.error('usage: pack.mjs [--unpack] MODE FOLDER');
