// Loads what the iptables runner wrote into the real iptables and prints it as the golden data has it:
//   node test/golden/make/print.mjs WRITTEN PRINTED
// Needs iptables (iptables-legacy) and the right to make a network namespace.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const builtIn = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
};

// The fake leaves built-in chains without a policy and some comments without quotes. Counters of nfacct need a kernel
// module and an object beside the rules; a comment stands in for them, since matches are printed in their order.
const loadable = (text) =>
  text
    .replace(/^:([A-Z]+) - \[0:0\]/gm, ':$1 ACCEPT [0:0]')
    .replace(/-m nfacct --nfacct-name (\S+)/g, '-m comment --comment "NFACCT:$1"')
    .replace(/--comment (kubernetes [^"\n]*?) -j/g, '--comment "$1" -j');

const printed = (text) =>
  text.replace(/-m comment --comment "?NFACCT:([^"\s]+)"?/g, '-m nfacct --nfacct-name  $1');

/** Tables in the order filter, nat, mangle; built-in chains first, then the others by name; rules by chain. */
function arranged(text) {
  return Object.entries(builtIn)
    .flatMap(([table, first]) => {
      const [, body] = new RegExp(`^\\*${table}\\n([^]*?)^COMMIT`, 'm').exec(text) ?? [];
      if (body === undefined) return [];
      const lines = body.split('\n');
      const chains = lines.flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? []);
      const order = [...first, ...chains.filter((chain) => !first.includes(chain)).sort()];
      return [
        `*${table}`,
        ...order.map((chain) => `:${chain} ${first.includes(chain) ? 'ACCEPT' : '-'} [0:0]`),
        ...order.flatMap((chain) => lines.filter((line) => line.startsWith(`-A ${chain} `))),
        'COMMIT',
      ];
    })
    .join('\n');
}

const [from, to] = process.argv.slice(2);
for (const scenario of readdirSync(from))
  for (const file of readdirSync(join(from, scenario))) {
    const tool = file.includes('.v6.') ? 'ip6tables-legacy' : 'iptables-legacy';
    const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', `${tool}-restore && ${tool}-save`], {
      input: loadable(readFileSync(join(from, scenario, file), 'utf8')),
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${scenario}/${file}: ${stderr}`);
    mkdirSync(join(to, scenario), { recursive: true });
    writeFileSync(join(to, scenario, file), `${arranged(printed(stdout))}\n`);
  }
