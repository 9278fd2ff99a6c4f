const starts = new Set(['-s', '-d', '-i', '-o', '-p', '-f', '-m', '-j', '-g']);
const word = /"(?:\\.|[^"\\])*"?|\S+/g;

/**
 * Cuts the arguments of a rule, as iptables-save prints them, into stretches that belong together: one option of iptables
 * itself, one `-m` module with its options, or the target with all that follows it. Quoted text is never cut. Joined with
 * single blanks the stretches are the arguments again.
 */
export function segmentsOf(text: string): readonly string[] {
  const segments: string[] = [];
  let from = 0;
  let negation: number | undefined;
  for (const found of text.matchAll(word)) {
    const at = negation ?? found.index;
    if (starts.has(found[0]) && at > from) {
      segments.push(text.slice(from, at).trimEnd());
      from = at;
    }
    if (found[0] === '-j' || found[0] === '-g') break;
    negation = found[0] === '!' ? found.index : undefined;
  }
  const last = text.slice(from).trimEnd();
  return last === '' ? segments : [...segments, last];
}
