// Packs two folders of scenarios into the brotli files beside this script, or unpacks them again to be looked at:
//   node test/golden/nftables/pack.mjs FOLDER            FOLDER/lab and FOLDER/drawn
//   node test/golden/nftables/pack.mjs --unpack FOLDER
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const here = import.meta.dirname;
const packs = ['lab', 'drawn'];
const packFile = (name) => join(here, `${name}.json.br`);

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

function pack(folder) {
  for (const name of packs) {
    const scenarios = readdirSync(join(folder, name)).sort();
    const content = Object.fromEntries(
      scenarios.map((scenario) => [scenario, textsIn(join(folder, name, scenario))]),
    );
    writeFileSync(packFile(name), compress(JSON.stringify(content)));
  }
}

function unpack(folder) {
  for (const name of packs) {
    const content = JSON.parse(brotliDecompressSync(readFileSync(packFile(name))).toString('utf8'));
    for (const [scenario, files] of Object.entries(content)) {
      mkdirSync(join(folder, name, scenario), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, scenario, file), text);
    }
  }
}

const [first, second] = process.argv.slice(2);
if (first === '--unpack' && second !== undefined) unpack(second);
else if (first !== undefined) pack(first);
else console.error('usage: pack.mjs [--unpack] FOLDER');
