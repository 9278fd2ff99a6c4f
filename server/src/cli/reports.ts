import { analyse, type ReportQuestion, type Snapshot } from '../analysis/api.ts';
import type { Options } from './arguments.ts';
import { complain, complainOfUnreadable, print, printJson, type Outcome } from './output.ts';

/** `bgp`: sessions and announcements, of one node or of each. */
export const printBgp = (options: Options, snapshot: Snapshot): Outcome =>
  printReport({ view: 'bgp', at: options.node ?? options.at, family: options.ipFamily }, options, snapshot);

/** `ipam`: how full the pools are, and with `--show-blocks` their blocks. */
export const printIpam = (options: Options, snapshot: Snapshot): Outcome =>
  printReport({ view: 'ipam', showBlocks: options.showBlocks }, options, snapshot);

function printReport(question: ReportQuestion, options: Options, snapshot: Snapshot): Outcome {
  const analysis = analyse(snapshot);
  const status = complainOfUnreadable(snapshot, analysis);
  const report = analysis.report(question, whatIfOf(options));
  if (report === undefined || report.kind === 'none') {
    complain(report === undefined ? 'no manifest found' : report.why);
    return { status: 2 };
  }
  if (options.json) printJson(report.json);
  else print(report.text);
  return { status };
}

const whatIfOf = ({ kubernetesVersion }: Options): { readonly kubernetesVersion?: string } =>
  kubernetesVersion === undefined ? {} : { kubernetesVersion };
