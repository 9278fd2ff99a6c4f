import { analyse, type FileFinding, type Snapshot } from '../analysis/api.ts';
import { UsageError, type Options } from './arguments.ts';
import { shownPath } from './input.ts';
import { placeText, print, printJson, type Outcome } from './output.ts';

/** Diagnostics of every file; ends with status 1 when one of them is an error. */
export function printFindings({ format = 'text', json }: Options, snapshot: Snapshot): Outcome {
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format is text or json, not ${format}`);
  const analysis = analyse(snapshot);
  const found = [...snapshot.files.keys()].flatMap((uri) =>
    analysis.findings(uri, { syntaxErrors: true }).map((finding) => ({ uri, finding })),
  );
  if (json || format === 'json')
    printJson({ findings: found.map(({ uri, finding }) => toJson(uri, finding)) });
  else for (const { uri, finding } of found) print(textOf(uri, finding));
  return { status: found.some(({ finding }) => finding.severity === 'error') ? 1 : 0 };
}

function textOf(uri: string, finding: FileFinding): string {
  const head = `${placeText(uri, finding.range)}: ${finding.severity}: ${finding.message} [${finding.code}]\n`;
  return finding.why === '' ? head : `${head}    ${finding.why}\n`;
}

const toJson = (uri: string, { range, code, severity, message, why, related, fix }: FileFinding): object => ({
  file: shownPath(uri),
  range: toRange(range),
  code,
  severity,
  message,
  why,
  related: related.map(({ place, message: text }) => ({
    file: shownPath(place.uri),
    range: toRange(place.range),
    message: text,
  })),
  fix: fix?.title,
});

/** Lines and columns from 1, the end exclusive. */
const toRange = ({ start, end }: FileFinding['range']): object => ({
  line: start.line + 1,
  column: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});
