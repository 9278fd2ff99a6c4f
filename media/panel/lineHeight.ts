import type { PanelRoute, RuleRow, TraceStep } from '../../server/src/protocol/panel.ts';
import type { Line, LineContent } from './line.ts';

/** Width of a character of the editor's font at its usual size; only a guess is needed. */
const character = 7.3;

const linesFor = (characters: number, width: number): number =>
  Math.max(1, Math.ceil((characters * character) / Math.max(80, width)));

/**
 * The height in pixels that a line will likely have in a panel of this width. Lines are measured once they are
 * drawn; a good guess before keeps the scroll bar steady.
 */
export const estimateHeight = ({ content }: Line, width: number): number =>
  fixedHeights[content.kind] ?? 4 + 18 * lineCount(content, width);

const fixedHeights: Readonly<Partial<Record<LineContent['kind'], number>>> = {
  section: 24,
  columns: 24,
  left: 24,
  chain: 22,
  fold: 22,
  hop: 25,
};

function lineCount(content: LineContent, width: number): number {
  if (content.kind === 'rule') return ruleLineCount(content.rule, width);
  if (content.kind === 'text') return linesFor(content.line.text.length, width - 40);
  if (content.kind === 'route') return routeLineCount(content.route);
  if (content.kind === 'row') return 1 + linesFor(20 + (content.row.note?.length ?? 0), width - 40);
  return content.kind === 'step' ? stepLineCount(content.step, width) : 1;
}

const routeLineCount = ({ lines, paths, because }: PanelRoute): number =>
  lines.length + paths.length + (because.length > 0 ? 1 : 0);

const stepLineCount = ({ text, changes }: TraceStep, width: number): number =>
  linesFor(text.length + 30, width - 190) + (changes.length > 0 ? 1 : 0);

const length = (words: RuleRow['words']): number =>
  words.reduce((sum, word) => sum + word.option.length + word.value.length + (word.not ? 4 : 2), 0);

function ruleLineCount(rule: RuleRow, width: number): number {
  const body = length(rule.targetOptions) + length(rule.words) + (rule.comment?.length ?? 0);
  if (width <= 640)
    return (rule.target === undefined ? 0 : 1) + (body === 0 ? 0 : linesFor(body, width - 60));
  return linesFor(body, width - (width >= 1000 ? 420 : 310));
}
