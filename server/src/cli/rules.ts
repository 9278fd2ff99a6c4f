import { analyse, type Snapshot, type TextQuestion } from '../analysis/api.ts';
import { UsageError, type Options } from './arguments.ts';
import { complain, complainOfUnreadable, print, printJson, type Outcome } from './output.ts';

const tables = ['filter', 'nat', 'mangle', 'raw', 'security'] as const;

/** `iptables`, `ipvs`, `nftables`, `routes` and `bird`: what one machine holds, as the real tool prints it. */
export function printRules(view: TextQuestion['view'], options: Options, snapshot: Snapshot): Outcome {
  const analysis = analyse(snapshot);
  const status = complainOfUnreadable(snapshot, analysis);
  checkComponent(options);
  const proxyMode = view === 'ipvs' || view === 'nftables' ? view : options.proxyMode;
  const whatIf = {
    ...(options.kubernetesVersion === undefined ? {} : { kubernetesVersion: options.kubernetesVersion }),
    ...(proxyMode === undefined ? {} : { proxyMode }),
  };
  const at = (view === 'routes' ? options.at : undefined) ?? options.node ?? analysis.defaultHost(view);
  const answer = analysis.text(undefined, question(view, at, options), whatIf);
  if (answer === undefined) {
    complain('no manifest found');
    return { status: 2 };
  }
  if (answer.kind === 'none') {
    complain(answer.why);
    return { status: 2 };
  }
  if (options.json) {
    const lines = Array.from(answer.lines, ({ text, because, paths }) => ({
      text,
      paths: paths?.(),
      because: analysis.causes(because),
    }));
    printJson({ view, at, ipFamily: options.ipFamily, lines });
  } else {
    for (const { text } of answer.lines) print(`${text}\n`);
  }
  return { status };
}

function question(view: TextQuestion['view'], at: string, options: Options): TextQuestion {
  const family = options.ipFamily;
  if (view === 'nftables') return { view, at, family, script: options.script };
  if (view !== 'iptables') return { view, at, family };
  const list = options.list ? { list: { chain: options.chain } } : {};
  if (options.table === undefined) return { view, at, family, ...list };
  const table = tables.find((name) => name === options.table);
  if (table === undefined)
    throw new UsageError(`--table is one of ${tables.join(', ')}, not ${options.table}`);
  return { view, at, family, table, ...list };
}

function checkComponent({ component }: Options): void {
  if (component !== undefined && component !== 'kube-proxy') {
    throw new UsageError(`--component ${component}: only kube-proxy's rules are derived`);
  }
}
