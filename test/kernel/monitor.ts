import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { shellIn } from './shell.ts';

/** The kernel's own trace of the rules that first packets of connections meet in one namespace. */
export interface Monitor {
  /** `nat KUBE-SERVICES 4` for every rule met, once nothing more comes. */
  readonly met: () => Promise<readonly string[]>;
  /** What was met until now. */
  readonly forget: () => void;
  readonly stop: () => void;
}

/** Watches from a table of its own, before all others, so that the rules under test stay what they are. */
const watch = `
table ip watch {
  chain came { type filter hook prerouting priority -350; tcp flags syn / syn,ack meta nftrace set 1; }
  chain sent { type filter hook output priority -350; tcp flags syn / syn,ack meta nftrace set 1; }
}
`;

export async function startMonitor(namespace: string): Promise<Monitor> {
  shellIn(namespace, `nft -f - <<'END OF RULES'\n${watch}END OF RULES`);
  const numbers = ruleNumbers(shellIn(namespace, 'nft -a list ruleset 2>/dev/null'));
  const child = spawn('ip', ['netns', 'exec', namespace, 'nft', '-a', 'monitor', 'trace'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await sleep(100);
  return {
    met: async () => {
      let before = -1;
      while (before !== lines.length) {
        before = lines.length;
        await sleep(20);
      }
      return lines.flatMap((line) => ruleIn(line, numbers) ?? []);
    },
    forget: () => {
      lines = [];
    },
    stop: () => child.kill(),
  };
}

const event = /^trace id \S+ ip (\S+) (\S+) rule .*# handle (\d+) \(verdict/;

function ruleIn(line: string, numbers: ReadonlyMap<string, number>): string | undefined {
  const [, table = '', chain = '', handle = ''] = event.exec(line) ?? [];
  if (handle === '' || table === 'watch') return undefined;
  const number = numbers.get(`${table} ${chain} ${handle}`);
  if (number === undefined) throw new Error(`no rule has the handle of: ${line}`);
  return `${table} ${chain} ${String(number)}`;
}

/** Where each rule of `nft -a list ruleset` stands in its chain, by its handle. */
function ruleNumbers(listing: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  let table = '';
  let chain: string | undefined;
  let number = 0;
  for (const line of listing.split('\n')) {
    const [, ofTable] = /^table ip (\S+) \{/.exec(line) ?? [];
    const [, ofChain] = /^\tchain (\S+) \{/.exec(line) ?? [];
    const [, handle] = /^\t\t.* # handle (\d+)$/.exec(line) ?? [];
    if (ofTable !== undefined) table = ofTable;
    if (ofChain !== undefined || line === '\t}') [chain, number] = [ofChain, 0];
    if (chain === undefined || handle === undefined) continue;
    number += 1;
    numbers.set(`${table} ${chain} ${handle}`, number);
  }
  return numbers;
}
