import { analyse, type Snapshot } from '../analysis/api.ts';
import { UsageError, type Options } from './arguments.ts';
import { complain, complainOfUnreadable, print, printJson, type Outcome } from './output.ts';

/** Follows one packet hop by hop, rule by rule. */
export function printTrace(
  { from, to, json, ipFamily, kubernetesVersion, proxyMode }: Options,
  snapshot: Snapshot,
): Outcome {
  if (from === undefined || to === undefined) {
    throw new UsageError(
      'trace needs --from WHO and --to DEST, for example --from bastion --to 10.0.1.30:30180',
    );
  }
  const analysis = analyse(snapshot);
  const status = complainOfUnreadable(snapshot, analysis);
  const whatIf = {
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(proxyMode === undefined ? {} : { proxyMode }),
  };
  const trace = analysis.trace(undefined, { from, to, ipFamily }, whatIf);
  if (trace === undefined || trace.kind === 'none') {
    complain(trace === undefined ? 'no manifest found' : trace.why);
    return { status: 2 };
  }
  if (json) printJson(trace.json);
  else print(trace.text);
  return { status };
}
