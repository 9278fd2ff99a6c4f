import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexAt, layOut, rangeBetween, scrollIntoView, surviving, topOf, totalHeight } from './windowing.ts';

const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 });
const offsetsOf = (list: readonly number[]): Float64Array => layOut(list.length, (index) => list[index] ?? 0);

describe('offsets', () => {
  it('are the sums of the heights before', () => {
    expect([...offsetsOf([20, 38, 22])]).toEqual([0, 20, 58, 80]);
    expect(totalHeight(offsetsOf([20, 38, 22]))).toBe(80);
    expect(totalHeight(offsetsOf([]))).toBe(0);
  });

  it('find the line at a distance', () => {
    fc.assert(
      fc.property(heights, fc.integer({ min: 0, max: 6000 }), (list, distance) => {
        const offsets = offsetsOf(list);
        const index = indexAt(offsets, distance);
        expect(topOf(offsets, index)).toBeLessThanOrEqual(distance);
        if (index < list.length - 1) expect(topOf(offsets, index + 1)).toBeGreaterThan(distance);
      }),
    );
  });
});

describe('the drawn range', () => {
  it('holds every line that touches the stretch, and no line more than one beside it', () => {
    fc.assert(
      fc.property(
        heights,
        fc.integer({ min: -200, max: 3000 }),
        fc.integer({ min: 1, max: 900 }),
        (list, top, height) => {
          const offsets = offsetsOf(list);
          const { start, end } = rangeBetween(offsets, top, top + height);
          list.forEach((own, index) => {
            const above = topOf(offsets, index);
            const touches = above < top + height && above + own > top;
            if (touches) expect(index >= start && index < end).toBe(true);
          });
          expect(end).toBeLessThanOrEqual(list.length);
        },
      ),
    );
  });

  it('is empty before and behind the list', () => {
    expect(rangeBetween(offsetsOf([20, 20]), 40, 90)).toEqual({ start: 0, end: 0 });
    expect(rangeBetween(offsetsOf([20, 20]), -90, 0)).toEqual({ start: 0, end: 0 });
    expect(rangeBetween(offsetsOf([]), 0, 90)).toEqual({ start: 0, end: 0 });
  });
});

describe('scrolling into view', () => {
  const offsets = offsetsOf(Array.from({ length: 100 }, () => 20));
  it.each([
    ['stays for a line in view', 10, 100, 100],
    ['goes up for a line above, below the sticky heading', 3, 100, 60 - 26],
    ['goes down only so far that a line below is whole', 30, 100, 620 - 300],
    ['counts a line under the sticky heading as hidden', 5, 90, 100 - 26],
  ])('%s', (_, index, top, expected) => {
    expect(scrollIntoView(offsets, index, { top, height: 300, covered: 26 })).toBe(expected);
  });

  it('shows the start of a line higher than the view', () => {
    const tall = offsetsOf([20, 900, 20]);
    expect(scrollIntoView(tall, 1, { top: 0, height: 300, covered: 0 })).toBe(20);
  });
});

describe('an anchor', () => {
  it('is the first line that is still there', () => {
    const anchors = [
      { key: 'gone', distance: -4 },
      { key: 'kept', distance: 16 },
    ];
    expect(surviving(anchors, (key) => (key === 'kept' ? 7 : undefined))).toEqual({ index: 7, distance: 16 });
    expect(surviving(anchors, () => undefined)).toBeUndefined();
  });
});
