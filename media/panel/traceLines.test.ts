import { describe, expect, it } from 'vitest';
import { delivered, dropped, unknown } from '../../test/panel/fixtures/trace.ts';
import type { Lanes, Line } from './line.ts';
import { crossing, groupPassed, traceLines } from './traceLines.ts';
import { uniqueKeys } from './uniqueKeys.ts';

const linesFor = (trace: typeof delivered, unfolded: readonly string[] = []): readonly Line[] =>
  traceLines(trace, new Set(unfolded), uniqueKeys());

/** One sign a lane, by what crosses its borders: above, below, left, right. */
const signs: Readonly<Record<string, string>> = {
  'above below': 'v',
  'above right': '>',
  'above left': '<',
  'left right': '-',
  'below left': ')',
  'below right': '(',
  above: '^',
  below: ',',
  '': '.',
};

const drawn = (lanes: Lanes): string =>
  lanes
    .map(
      (cell) => signs[(['above', 'below', 'left', 'right'] as const).filter((side) => cell[side]).join(' ')],
    )
    .join('');

describe('lanes', () => {
  it.each([
    [4, undefined, 0, '....'],
    [4, 0, 1, '>)..'],
    [4, 0, 3, '>--)'],
    [4, 3, 1, '.(-<'],
    [3, 1, 1, '.v.'],
  ])('%i lanes, from %s to %i', (count, from, to, picture) => {
    expect(drawn(crossing(count, from, to))).toBe(picture);
  });

  it('lead without a gap from the first step to the verdict', () => {
    const pictures = linesFor(delivered).flatMap(({ content }) =>
      'lanes' in content ? [drawn(content.lanes)] : [],
    );
    expect(pictures[1]).toBe(',...');
    expect(pictures[2]).toBe('>)..');
    expect(pictures.filter((picture) => picture === '.v..').length).toBe(13);
    expect(pictures.at(-2)).toBe('...^');
  });
});

describe('the steps of a trace', () => {
  it('fold rules that passed in a row, and count them', () => {
    const lines = linesFor(delivered);
    const fold = lines.find(({ content }) => content.kind === 'fold');
    expect(fold?.name).toBe('raw PREROUTING, mangle PREROUTING: 12 rules passed through');
    expect(fold?.fold).toMatchObject({ open: false, by: 'panel' });
    const opened = linesFor(delivered, [fold?.key ?? '']);
    expect(opened).toHaveLength(lines.length + 2);
  });

  it('put the verdict on the last step there', () => {
    const verdicts = linesFor(dropped).flatMap(({ content, name }) =>
      content.kind === 'step' && content.verdict !== undefined ? [[name, content.verdict]] : [],
    );
    expect(verdicts).toEqual([['KUBE-EXTERNAL-SERVICES:1', 'dropped']]);
  });

  it('end where they start if there is one step only', () => {
    const [, step] = linesFor(unknown);
    expect(step?.content).toMatchObject({
      kind: 'step',
      verdict: 'unknown',
      lanes: [{ above: false, below: false, mark: 'end' }],
    });
  });

  it('keep the way back folded until asked', () => {
    expect(linesFor(delivered).at(-1)?.name).toBe('Reply: pod → worker2 → worker1 → bastion; 4 steps');
    const open = linesFor(delivered, ['back']);
    expect(open.at(-1)?.content).toMatchObject({ kind: 'step', verdict: undefined });
    expect(open.filter(({ level }) => level === 2).length).toBeGreaterThan(8);
  });

  it('are grouped only where they are neighbours', () => {
    const [, worker1] = delivered.there;
    const groups = groupPassed(worker1?.steps ?? []);
    expect(groups).toHaveLength((worker1?.steps.length ?? 0) - 1);
  });
});
