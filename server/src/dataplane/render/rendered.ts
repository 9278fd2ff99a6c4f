import type { Origin } from '../../origin/origin.ts';

/** One printed line and why it is there; structural lines (`COMMIT`, headings) have no cause of their own. */
export interface RenderedLine {
  readonly text: string;
  readonly because: Origin | undefined;
}

export const toText = (lines: Iterable<RenderedLine>): string => {
  let text = '';
  for (const line of lines) text += `${line.text}\n`;
  return text;
};
