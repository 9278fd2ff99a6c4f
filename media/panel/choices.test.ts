import { describe, expect, it } from 'vitest';
import { moveChoice, visibleGroups, type ChoiceGroup } from './choices.ts';

const group = (id: string, labels: readonly string[]): ChoiceGroup => ({
  id,
  label: id,
  choices: labels.map((label) => ({ id: label, label, detail: `of ${id}`, chosen: false })),
});
const many = Array.from({ length: 250 }, (_, index) => `pod-${index}`);
const groups = [group('Nodes', ['control1', 'worker1']), group('Pods', many)];

describe('choices', () => {
  it('are those that hold what was typed, by name or detail', () => {
    expect(visibleGroups(groups, 'WORK').map(({ choices }) => choices.map(({ id }) => id))).toEqual([
      ['worker1'],
    ]);
    expect(visibleGroups(groups, 'of nodes').map(({ id }) => id)).toEqual(['Nodes']);
    expect(visibleGroups(groups, 'nobody')).toEqual([]);
  });
  it('are the first hundred of many, and the rest is counted', () => {
    const [, pods] = visibleGroups(groups, '');
    expect(pods?.choices).toHaveLength(100);
    expect(pods?.hidden).toBe(150);
    expect(visibleGroups(groups, 'pod-24')[0]?.hidden).toBe(0);
  });
  it.each([
    ['ArrowDown', 1, 2],
    ['ArrowDown', 4, 4],
    ['ArrowUp', 0, 0],
    ['Home', 3, 0],
    ['End', 0, 4],
    ['a', 2, undefined],
  ])('%s from %i', (key, at, to) => {
    expect(moveChoice(key, at, 5)).toBe(to);
  });
});
