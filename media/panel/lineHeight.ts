import type { RuleRow } from '../../server/src/protocol/panel.ts';
import type { Line } from './line.ts';

/** Width of a character of the editor's font at its usual size; only a guess is needed. */
const character = 7.3;

const linesFor = (characters: number, width: number): number =>
  Math.max(1, Math.ceil((characters * character) / Math.max(80, width)));

/**
 * The height in pixels that a line will likely have in a panel of this width. Lines are measured once they are
 * drawn; a good guess before keeps the scroll bar steady.
 */
export function estimateHeight({ content }: Line, width: number): number {
  switch (content.kind) {
    case 'section':
      return 24;
    case 'chain':
      return 22;
    case 'rule':
      return 2 + 18 * ruleLineCount(content.rule, width);
    case 'text':
      return 2 + 18 * linesFor(content.line.text.length, width - 40);
    case 'route':
      return 6 + 18 * (content.route.lines.length + (content.route.because.length > 0 ? 1 : 0));
    case 'hop':
      return 25;
    case 'fold':
      return 22;
    case 'step':
      return (
        4 +
        18 *
          (linesFor(content.step.text.length + 30, width - 190) + (content.step.changes.length > 0 ? 1 : 0))
      );
  }
}

const length = (words: RuleRow['words']): number =>
  words.reduce((sum, word) => sum + word.option.length + word.value.length + (word.not ? 4 : 2), 0);

function ruleLineCount(rule: RuleRow, width: number): number {
  const body = length(rule.targetOptions) + length(rule.words) + (rule.comment?.length ?? 0);
  if (width <= 640)
    return (rule.target === undefined ? 0 : 1) + (body === 0 ? 0 : linesFor(body, width - 60));
  return linesFor(body, width - (width >= 1000 ? 420 : 310));
}
