import type { Origin } from '../origin/origin.ts';
import type { Locate, Place, Span } from '../text/span.ts';

/** A Markdown link to where something is written; its text alone where the snapshot does not hold the place. */
export function linkTo(locate: Locate, text: string, at: Span): string {
  const place = locate(at);
  return place === undefined ? plain(text) : `[${plain(text)}](${placeUri(place)})`;
}

/** The same for a fact: to the first manifest that said it. */
export function linkToCause(locate: Locate, text: string, because: Origin): string {
  for (const cause of because) if (cause.kind === 'manifest') return linkTo(locate, text, cause.span);
  return plain(text);
}

/** Lines are counted from 1 in the fragment that editors follow. */
const placeUri = ({ uri, range }: Place): string =>
  `${uri.replaceAll('(', '%28').replaceAll(')', '%29')}#L${String(range.start.line + 1)}`;

/** Names come from files: what Markdown would take for its own is taken literally. */
export const plain = (text: string): string => text.replace(/[\\`*_[\]<>|]/g, '\\$&');

/** A table; no cell may hold a line break. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const code = (text: string | number): string => `\`${String(text)}\``;
