import { analyse, type Report, type Snapshot } from '../analysis/api.ts';
import type { Options } from './arguments.ts';
import { complain, complainOfUnreadable, print, printJson, type Outcome } from './output.ts';

/** `bgp`: sessions and announcements, of one node or of each. */
export const printBgp = (options: Options, snapshot: Snapshot): Outcome => {
  const analysis = analyse(snapshot);
  const status = complainOfUnreadable(snapshot, analysis);
  return printed(
    analysis.bgp(options.node ?? options.at, options.ipFamily, whatIfOf(options)),
    options,
    status,
  );
};

/** `ipam`: how full the pools are, and with `--show-blocks` their blocks. */
export const printIpam = (options: Options, snapshot: Snapshot): Outcome => {
  const analysis = analyse(snapshot);
  const status = complainOfUnreadable(snapshot, analysis);
  return printed(analysis.ipam(options.showBlocks, whatIfOf(options)), options, status);
};

const whatIfOf = ({ kubernetesVersion }: Options): { readonly kubernetesVersion?: string } =>
  kubernetesVersion === undefined ? {} : { kubernetesVersion };

function printed(report: Report | undefined, { json }: Options, status: Outcome['status']): Outcome {
  if (report === undefined || report.kind === 'none') {
    complain(report === undefined ? 'no manifest found' : report.why);
    return { status: 2 };
  }
  if (json) printJson(report.json);
  else print(report.text);
  return { status };
}
