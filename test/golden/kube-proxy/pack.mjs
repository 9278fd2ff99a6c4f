// Packs a folder of golden scenarios into the four brotli files beside this script, or unpacks them again to be looked at:
//   node test/golden/kube-proxy/pack.mjs FOLDER
//   node test/golden/kube-proxy/pack.mjs --unpack FOLDER
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const here = import.meta.dirname;
const packs = { scenarios: /^[^-]*$/, iptables: /^iptables-/, ipvs: /^ipvs-/, nftables: /^nftables-/ };

// The files of a pack differ little from one another, so the window must span all of them.
const compress = (text) =>
  brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
    },
  });

function pack(folder) {
  for (const [name, belongs] of Object.entries(packs)) {
    const content = {};
    for (const scenario of readdirSync(folder).sort()) {
      const files = readdirSync(join(folder, scenario)).filter((file) => belongs.test(file));
      content[scenario] = Object.fromEntries(
        files.sort().map((file) => [file, readFileSync(join(folder, scenario, file), 'utf8')]),
      );
    }
    writeFileSync(join(here, `${name}.json.br`), compress(JSON.stringify(content)));
  }
}

function unpack(folder) {
  for (const name of Object.keys(packs)) {
    const content = JSON.parse(brotliDecompressSync(readFileSync(join(here, `${name}.json.br`))).toString('utf8'));
    for (const [scenario, files] of Object.entries(content)) {
      mkdirSync(join(folder, scenario), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, scenario, file), text);
    }
  }
}

const [first, second] = process.argv.slice(2);
if (first === '--unpack' && second !== undefined) unpack(second);
else if (first !== undefined) pack(first);
else console.error('usage: pack.mjs [--unpack] FOLDER');
