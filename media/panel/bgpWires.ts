import type { BgpPicture, PictureLink } from '../../server/src/protocol/panel.ts';
import { fitted } from './textWidth.ts';

/** A speaker's box, in pixels. */
export interface Box {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly lines: readonly string[];
}

/** Indexes of speakers, column by column. */
export type Columns = readonly (readonly number[])[];

/** The line of a link with what is written on it. */
export interface Wire {
  readonly link: PictureLink;
  readonly path: string;
  /** Where what is announced stands, and below the line the rest; undefined where there is no room. */
  readonly label:
    { readonly x: number; readonly y: number; readonly carries: string; readonly note: string } | undefined;
}

/** From a speaker to all the lines that end at it, with an arrow where something is announced to it. */
export interface Trunk {
  readonly index: number;
  readonly path: string;
  readonly arrow: string | undefined;
  readonly strong: boolean;
}

export const columnOf = (columns: Columns, index: number): number =>
  columns.findIndex((column) => column.includes(index));

interface Room {
  /** Whether there is room to write on the lines. */
  readonly labelled: boolean;
  /** Between two columns, in pixels. */
  readonly zone: number;
  /** Who stands inside the frame of the mesh, which keeps texts away. */
  readonly meshed: readonly number[];
}

/** Between the frame of the mesh and the boxes in it. */
export const meshPad = 10;

/** Lines between columns come together in a trunk before the left one; inside a column they are brackets at its side. */
export function wiresOf(
  picture: BgpPicture,
  columns: Columns,
  boxes: readonly Box[],
  room: Room,
): { readonly wires: readonly Wire[]; readonly trunks: readonly Trunk[] } {
  const boxOf = new Map(boxes.map((box) => [box.index, box]));
  const crossing = picture.links.filter(({ from, to }) => columnOf(columns, from) !== columnOf(columns, to));
  const heights = endHeights(crossing, boxOf);
  const bundles = columns.flatMap((column) =>
    column.flatMap((index, place) => {
      const box = boxOf.get(index);
      const arriving = crossing.filter(({ to }) => to === index);
      return box === undefined || arriving.length === 0
        ? []
        : bundle(box, place, arriving, boxOf, heights, room);
    }),
  );
  const beside = columns.flatMap((column, at) =>
    brackets(picture, column, boxOf, at === columns.length - 1 && columns.length > 1 ? 1 : -1),
  );
  return {
    wires: [...bundles.flatMap(({ wires }) => wires), ...beside],
    trunks: bundles.map(({ trunk }) => trunk),
  };
}

type Boxes = ReadonlyMap<number, Box>;

/** Where each line ends at its right box: one below the other, in the order of their left ends. */
function endHeights(links: readonly PictureLink[], boxOf: Boxes): ReadonlyMap<PictureLink, number> {
  const heights = new Map<PictureLink, number>();
  for (const [index, box] of boxOf) {
    const ending = links.filter(({ from }) => from === index);
    ending.forEach((link, nth) => {
      heights.set(link, onPixel(box.y + (box.height * (nth + 0.5)) / ending.length));
    });
  }
  return heights;
}

/** The middle of a pixel, where hairlines are sharp. */
const onPixel = (at: number): number => Math.floor(at) + 0.5;

/** The lines that end at one box on the left. Trunks of neighbours stand beside each other. */
function bundle(
  box: Box,
  place: number,
  links: readonly PictureLink[],
  boxOf: Boxes,
  heights: ReadonlyMap<PictureLink, number>,
  { labelled, zone, meshed }: Room,
): { readonly wires: readonly Wire[]; readonly trunk: Trunk } {
  const x = box.x + box.width + 12 + Math.min(place, 6) * 5 + 0.5;
  const ends = links.map((link) => heights.get(link) ?? 0);
  return {
    wires: links.map((link, nth): Wire => {
      const right = boxOf.get(link.from)?.x ?? x;
      const y = ends[nth] ?? 0;
      const gap = meshed.includes(link.from) ? meshPad + 5 : 6;
      const room = Math.min(right - x, zone) - 4;
      return {
        link,
        path: `M${x} ${y}H${right}`,
        label: labelled ? { x: right - gap, y, ...wordsOn(link, room - gap) } : undefined,
      };
    }),
    trunk: trunkOf(box, x, ends, links),
  };
}

function wordsOn(
  { carries, protocol, state, note }: PictureLink,
  room: number,
): { readonly carries: string; readonly note: string } {
  if (state === 'down')
    return { carries: fitted(`${protocol}, down`, room), note: fitted(note.replace(/^down: /, ''), room) };
  const usual = state === 'up' && note === '1 session';
  return { carries: fitted(carries, room), note: fitted(usual ? protocol : `${protocol}, ${note}`, room) };
}

function trunkOf(box: Box, x: number, ends: readonly number[], links: readonly PictureLink[]): Trunk {
  const middle = onPixel(box.y + box.height / 2);
  const edge = box.x + box.width;
  const [top, bottom] = [Math.min(middle, ...ends), Math.max(middle, ...ends)];
  const announces = links.some(({ carries, state }) => carries !== '' && state !== 'down');
  return {
    index: box.index,
    path: `M${edge} ${middle}H${x}${top === bottom ? '' : `M${x} ${top}V${bottom}`}`,
    arrow: announces
      ? `M${edge + 7} ${middle - 4}L${edge + 1} ${middle}L${edge + 7} ${middle + 4}Z`
      : undefined,
    strong: links.every(({ protocol }) => protocol === 'eBGP'),
  };
}

/** Neighbours are joined straight down, others by a bracket at the side. */
function brackets(
  { links }: BgpPicture,
  column: readonly number[],
  boxOf: Boxes,
  side: 1 | -1,
): readonly Wire[] {
  return links
    .filter(({ from, to }) => from !== to && column.includes(from) && column.includes(to))
    .flatMap((link, nth) => {
      const [one, other] = [boxOf.get(link.to), boxOf.get(link.from)];
      if (one === undefined || other === undefined) return [];
      if (column.indexOf(link.from) === column.indexOf(link.to) + 1) {
        const x = onPixel(one.x + one.width / 2);
        return [{ link, path: `M${x} ${one.y + one.height}V${other.y}`, label: undefined }];
      }
      const edge = side === 1 ? one.x + one.width : one.x;
      const out = edge + side * (8 + (nth % 3) * 5) + 0.5;
      const [top, bottom] = [one, other].map((box) => onPixel(box.y + box.height / 2) + (nth % 3) * 3);
      const path = `M${edge} ${top ?? 0}H${out}V${bottom ?? 0}H${edge}`;
      return [{ link, path, label: undefined }];
    });
}
