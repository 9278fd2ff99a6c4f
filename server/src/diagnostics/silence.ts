import { memoByKey } from '../memo/memo.ts';
import { lineStarts, positionAt, type LineStarts } from '../text/lines.ts';
import type { Section } from '../text/span.ts';
import type { Diagnostic, Fix } from './rule.ts';

const marker = 'dataplane-lens-ignore';

/** The rules a section's comments silence: by the line they hold for, or for the whole document. */
interface Silences {
  readonly starts: LineStarts;
  readonly everywhere: ReadonlySet<string>;
  readonly byLine: ReadonlyMap<number, ReadonlySet<string>>;
}

/**
 * Whether a comment switches the finding off: `# dataplane-lens-ignore area/name`, on its line or on the line above. Above
 * everything else in a document it holds for the whole document. Several ids may follow, and words that say why.
 */
export function isSilenced({ rule, span }: Diagnostic): boolean {
  const silences = silencesOf(span.section);
  if (silences === undefined) return false;
  const { line } = positionAt(silences.starts, span.start);
  return silences.everywhere.has(rule.id) || silences.byLine.get(line)?.has(rule.id) === true;
}

/** The edit that writes such a comment above the finding; undefined in JSON, which has no comments. */
export function silenceFix({ rule, span }: Diagnostic): Fix | undefined {
  const { section, start } = span;
  if (/^\s*[[{]/.test(section.text) && section.uri.endsWith('.json')) return undefined;
  const lineStart = section.text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^\s*/.exec(section.text.slice(lineStart, start))?.[0] ?? '';
  return {
    title: `Ignore ${rule.id} here`,
    edits: [
      {
        span: { section, start: lineStart, end: lineStart },
        newText: `${indent}# ${marker} ${rule.id}\n`,
      },
    ],
  };
}

const silencesOf = memoByKey((section: Section): Silences | undefined =>
  section.text.includes(marker) ? readSilences(section.text) : undefined,
);

function readSilences(text: string): Silences {
  const everywhere = new Set<string>();
  const byLine = new Map<number, Set<string>>();
  let hasContent = false;
  text.split('\n').forEach((line, i) => {
    const ids = silencedIds(line);
    const isComment = /^\s*(#.*)?$/.test(line) || line.startsWith('---');
    if (!isComment) hasContent = true;
    for (const id of ids) {
      if (!hasContent) everywhere.add(id);
      for (const silenced of isComment ? [i, i + 1] : [i])
        byLine.set(silenced, (byLine.get(silenced) ?? new Set()).add(id));
    }
  });
  return { starts: lineStarts(text), everywhere, byLine };
}

function silencedIds(line: string): readonly string[] {
  const comment = /(?:^|\s)#\s*dataplane-lens-ignore\s+(.*)$/.exec(line)?.[1];
  return comment?.match(/[a-z]+\/[a-z0-9-]+/g) ?? [];
}
