/** What a sample says of a stretch of one of its lines: the scopes, written as by `shortScopes`. */
export interface Expectation {
  /** Index into `lines`. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly scopes: string;
}

export interface Sample {
  readonly lines: readonly string[];
  readonly expectations: readonly Expectation[];
}

/**
 * Reads a sample. A comment line of carets speaks of the nearest line above that is no such comment; where `#`
 * stands in the way, `<` stretches the run back to the first column, and `|` means that column alone:
 *
 *     -A INPUT -j ACCEPT
 *     #<^ storage.type.command
 *     #           ^^^^^^ keyword.control.target
 *
 * The comments themselves are taken out: the grammar never sees them.
 */
export function readSample(text: string): Sample {
  const lines: string[] = [];
  const expectations: Expectation[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, lead, run, scopes] = /^(#\s*)(\^+|<\^*|\|)\s+(\S.*)$/.exec(line) ?? [];
    if (lead === undefined || run === undefined || scopes === undefined) {
      lines.push(line);
    } else {
      const start = run.startsWith('^') ? lead.length : 0;
      const end = run === '|' ? 1 : lead.length + run.length;
      expectations.push({ line: lines.length - 1, start, end, scopes });
    }
  }
  return { lines, expectations };
}
