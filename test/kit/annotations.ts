/**
 * Reads expectations written inside YAML comments. A run of carets labels the characters above it:
 *
 *     preDNAT: true
 *   # ^^^^^^^^^^^^^ error: message
 *
 * Where the `#` itself is in the way, `<` stretches the run back to the first column:
 *
 *   kind: Pod
 *   #<^^ hint: message
 *
 * Comments stay in the text, so offsets are those of the fixture as the reader sees it.
 * Never write one inside a block scalar: there it is content.
 */
export interface Annotation {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

export function annotations(text: string): Annotation[] {
  const found: Annotation[] = [];
  let offset = 0;
  let subject = 0;
  for (const line of text.split('\n')) {
    const match = /^(\s*#\s*)(<?)(\^+)\s+(.*)$/.exec(line);
    if (match === null) {
      subject = offset;
    } else {
      const [, lead = '', back = '', carets = '', label = ''] = match;
      const end = subject + lead.length + back.length + carets.length;
      found.push({ start: back === '' ? subject + lead.length : subject, end, label });
    }
    offset += line.length + 1;
  }
  return found;
}

/** The text with its expectations taken out again. */
export const withoutAnnotations = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*#\s*<?\^+\s/.test(line))
    .join('\n');

/** Takes the one `$0` out of the text and says where it was. */
export function cursor(fixture: string): { readonly text: string; readonly offset: number } {
  const [before, after, ...more] = fixture.split('$0');
  if (before === undefined || after === undefined || more.length > 0) throw new Error('want exactly one $0');
  return { text: before + after, offset: before.length };
}
