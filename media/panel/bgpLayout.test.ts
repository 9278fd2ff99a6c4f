import { describe, expect, it } from 'vitest';
import { pictures, type BgpLab } from '../../test/panel/fixtures/bgp.ts';
import { layoutOf } from './bgpLayout.ts';
import type { Box } from './bgpWires.ts';

const labs: readonly BgpLab[] = ['mesh and bastion', 'reflectors', 'trouble', 'large', 'mesh only'];
const widths = [320, 396, 516, 640, 760];
const cases = labs.flatMap((lab) => widths.map((width) => [lab, width] as const));

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe('the picture of BGP sessions', () => {
  it.each(cases)(
    '%s at %i px: every speaker has a box, every link a line, and all is inside',
    (lab, width) => {
      const picture = pictures[lab];
      const { boxes, wires, height, mesh } = layoutOf(picture, width);
      expect(boxes.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...picture.speakers.keys()]);
      expect(new Set(wires.map(({ link }) => link))).toEqual(new Set(picture.links));
      for (const [at, box] of boxes.entries()) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(box.y + box.height).toBeLessThanOrEqual(height);
        expect(boxes.slice(at + 1).some((other) => overlap(box, other))).toBe(false);
      }
      if (mesh !== undefined) expect(mesh.x + mesh.width).toBeLessThanOrEqual(width + 1);
    },
  );

  it('writes on the lines where there is room, else in the boxes', () => {
    const wide = layoutOf(pictures['mesh and bastion'], 640);
    expect(wide.wires.map(({ label }) => label?.carries)).toEqual([
      '10.49.0.0/16',
      '10.49.0.0/16 and 1 more',
      '10.49.0.0/16 and 2 more',
    ]);
    const narrow = layoutOf(pictures['mesh and bastion'], 320);
    expect(narrow.wires.map(({ label }) => label)).toEqual([undefined, undefined, undefined]);
    expect(
      narrow.boxes.flatMap(({ lines }) => lines).filter((line) => line.startsWith('announces')),
    ).toHaveLength(3);
  });

  it('stands route reflectors between peers and nodes, or below the peers', () => {
    const columns = (width: number): number =>
      new Set(layoutOf(pictures.reflectors, width).boxes.map(({ x }) => x)).size;
    expect([columns(760), columns(396)]).toEqual([3, 2]);
  });

  it('says of a session that is down why, on the line', () => {
    const [first] = layoutOf(pictures.trouble, 760).wires;
    expect(first?.label?.carries).toBe('eBGP, down');
    expect(first?.label?.note).toMatch(/^no host of the picture/);
  });
});
