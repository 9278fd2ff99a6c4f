import type { Analysis, FileFinding, Snapshot } from '../analysis/api.ts';
import { shownPath } from './input.ts';

/** What a command prints, and the status it ends with: 0, 1 for findings that are errors, 2 for input that cannot be used. */
export interface Outcome {
  readonly status: 0 | 1 | 2;
}

export const print = (text: string): void => {
  process.stdout.write(text);
};

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const printJson = (value: unknown): void => {
  print(`${JSON.stringify(value, undefined, 2)}\n`);
};

/** `services.yaml:14:5`, lines and columns counted from 1. */
export const placeText = (uri: string, { start }: FileFinding['range']): string =>
  `${shownPath(uri)}:${String(start.line + 1)}:${String(start.character + 1)}`;

const unreadable = /^(yaml|field)\//;

/** Names on standard error what could not be read; the rest of the input is used all the same. */
export function complainOfUnreadable(snapshot: Snapshot, analysis: Analysis): Outcome['status'] {
  let status: Outcome['status'] = 0;
  for (const uri of snapshot.files.keys()) {
    for (const finding of analysis.findings(uri, { syntaxErrors: true })) {
      if (!unreadable.test(finding.code) || finding.severity !== 'error') continue;
      complain(`${placeText(uri, finding.range)}: ${finding.message}`);
      status = 2;
    }
  }
  return status;
}
