import { readOptions, UsageError, type Options } from './arguments.ts';
import { printFindings } from './check.ts';
import { readInput } from './input.ts';
import { complain, print, type Outcome } from './output.ts';
import { printBgp, printIpam } from './reports.ts';
import { printRules } from './rules.ts';
import { printTrace } from './trace.ts';
import { usage } from './usage.ts';
import type { Snapshot } from '../analysis/api.ts';

type Command = (options: Options, snapshot: Snapshot) => Outcome;

const commands: Readonly<Record<string, Command>> = {
  iptables: (options, snapshot) => printRules('iptables', options, snapshot),
  ipvs: (options, snapshot) => printRules('ipvs', options, snapshot),
  nftables: (options, snapshot) => printRules('nftables', options, snapshot),
  routes: (options, snapshot) => printRules('routes', options, snapshot),
  bird: (options, snapshot) => printRules('bird', options, snapshot),
  bgp: printBgp,
  ipam: printIpam,
  trace: printTrace,
  check: printFindings,
};

function run([name, ...args]: readonly string[]): Outcome {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    print(usage);
    return { status: name === undefined ? 2 : 0 };
  }
  if (args.includes('--help') || args.includes('-h')) {
    print(usage);
    return { status: 0 };
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw new UsageError(`no command ${name}: there are ${Object.keys(commands).join(', ')}`);
  const options = readOptions(args);
  return command(options, readInput(options));
}

// A reader that has seen enough, such as `head`, closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  process.exitCode = run(process.argv.slice(2)).status;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  complain(`dataplane-lens: ${error.message}`);
  process.exitCode = 2;
}
