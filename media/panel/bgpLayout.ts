import type { BgpPicture, PictureLink, PictureSpeaker } from '../../server/src/protocol/panel.ts';
import { columnOf, meshPad, wiresOf, type Box, type Columns, type Trunk, type Wire } from './bgpWires.ts';
import { fitted, fittedTitle, textWidth, titleWidth } from './textWidth.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly trunks: readonly Trunk[];
  readonly mesh:
    | {
        readonly x: number;
        readonly y: number;
        readonly width: number;
        readonly height: number;
        readonly title: string;
      }
    | undefined;
}

const rowGap = 12;
const lineHeight = 15;
const boxPad = 9;
const meshHead = 22;
/** Room for brackets beside a column whose speakers have sessions with each other. */
const bracket = 22;

/** Where everything of a picture stands in a panel of this width. */
export function layoutOf(picture: BgpPicture, width: number): Layout {
  const columns = columnsOf(picture, width);
  const between = picture.links.filter(({ from, to }) => columnOf(columns, from) !== columnOf(columns, to));
  const beside = columns.map((column) =>
    picture.links.some(({ from, to }) => from !== to && column.includes(from) && column.includes(to)),
  );
  const widths = widthsOf(picture, columns, width);
  const zone = zoneOf(widths, columns, beside, width);
  const labelled = zone >= 96;
  const tall = heightsOf(picture, columns, widths, between, labelled);
  const height = Math.max(...tall.map(({ total }) => total), 0) + 2;
  const boxes = columns.flatMap((column, at) => {
    const x = widths.slice(0, at).reduce((sum, one) => sum + one + zone, leftEdge(picture, columns, beside));
    return stack(picture, column, tall[at]?.heights ?? [], { x, width: widths[at] ?? 0, height, labelled });
  });
  return {
    width,
    height,
    boxes,
    ...wiresOf(picture, columns, boxes, { labelled, zone, meshed: picture.mesh?.members ?? [] }),
    mesh: meshOf(picture, boxes),
  };
}

/** What stands left of the first column: brackets, or the frame of the mesh. */
function leftEdge({ mesh }: BgpPicture, [first = []]: Columns, [hasBrackets]: readonly boolean[]): number {
  if (first.some((index) => mesh?.members.includes(index) === true)) return meshPad + 1;
  return hasBrackets === true ? bracket : 1;
}

/** Peers, route reflectors, nodes; in a narrow panel reflectors stand below the peers. */
function columnsOf({ speakers }: BgpPicture, width: number): Columns {
  const of = (...sides: readonly PictureSpeaker['side'][]): readonly number[] =>
    speakers.flatMap(({ side }, index) => (sides.includes(side) ? [index] : []));
  const three = [of('peer'), of('reflector'), of('node')].filter((column) => column.length > 0);
  if (three.length < 3 || width >= 640) return three;
  return [of('peer', 'reflector'), of('node')];
}

/** As wide as the texts want, as far as there is room. */
function widthsOf({ speakers, mesh }: BgpPicture, columns: Columns, width: number): readonly number[] {
  const most = columns.length === 3 ? 0.24 : 0.4;
  return columns.map((column) => {
    const texts = column.map((index) => {
      const { title = '', subtitle = '', announces } = speakers[index] ?? {};
      const told = announces === undefined ? 0 : textWidth(`announces ${announces}`);
      return Math.max(titleWidth(title), textWidth(subtitle), told) + 2 * boxPad;
    });
    const head =
      mesh !== undefined && column.some((index) => mesh.members.includes(index)) ? textWidth(mesh.title) : 0;
    return Math.floor(Math.min(Math.max(96, head, ...texts), width * most));
  });
}

function zoneOf(
  widths: readonly number[],
  columns: Columns,
  beside: readonly boolean[],
  width: number,
): number {
  if (columns.length < 2) return 0;
  const ends = (beside[0] === true ? bracket : 1) + (beside.at(-1) === true ? bracket : 1) + meshPad;
  const free = width - ends - widths.reduce((sum, one) => sum + one, 0);
  return Math.max(40, Math.floor(Math.min(220, free / (columns.length - 1))));
}

interface ColumnHeights {
  readonly heights: readonly number[];
  readonly total: number;
}

/** A box is high enough for its texts and for the lines that end at it. */
function heightsOf(
  picture: BgpPicture,
  columns: Columns,
  widths: readonly number[],
  between: readonly PictureLink[],
  labelled: boolean,
): readonly ColumnHeights[] {
  return columns.map((column, at) => {
    const heights = column.map((index) => {
      const lines = linesOf(picture, index, widths[at] ?? 0, labelled);
      const wires = between.filter(({ from }) => from === index).length;
      return Math.max(12 + lineHeight * (1 + lines.length), wires * (labelled ? 34 : 12));
    });
    const head = column.some((index) => picture.mesh?.members.includes(index) === true)
      ? meshHead + meshPad
      : 0;
    return { heights, total: heights.reduce((sum, one) => sum + one + rowGap, -rowGap) + head };
  });
}

/** What stands below a speaker's name. */
function linesOf(
  { speakers, links }: BgpPicture,
  index: number,
  width: number,
  labelled: boolean,
): readonly string[] {
  const speaker = speakers[index];
  if (speaker === undefined) return [];
  const room = width - 2 * boxPad;
  const itself = links.find(({ from, to }) => from === index && to === index);
  const carried = labelled
    ? undefined
    : links.find(({ from, carries }) => from === index && carries !== '')?.carries;
  const announces = speaker.announces ?? carried;
  return [
    ...wrapped(speaker.subtitle.split(' · '), room),
    ...(announces === undefined ? [] : [fitted(`announces ${announces}`, room)]),
    ...(itself === undefined ? [] : [fitted(`${itself.protocol} with each other`, room)]),
  ];
}

/** Parts on as few lines as they fit on. */
function wrapped(parts: readonly string[], room: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last} · ${part}`;
    if (last === undefined || textWidth(joined) > room) lines.push(fitted(part, room));
    else lines[lines.length - 1] = joined;
  }
  return lines;
}

/** A column of boxes around the middle of the picture; those of the mesh have its title above them. */
function stack(
  picture: BgpPicture,
  column: readonly number[],
  heights: readonly number[],
  room: { readonly x: number; readonly width: number; readonly height: number; readonly labelled: boolean },
): readonly Box[] {
  const isMeshed = (index: number): boolean => picture.mesh?.members.includes(index) === true;
  const head = column.some(isMeshed) ? meshHead : 0;
  const foot = head === 0 ? 0 : meshPad;
  const total = heights.reduce((sum, one) => sum + one + rowGap, -rowGap) + head + foot;
  let y = Math.floor((room.height - total) / 2) + head;
  return column.map((index, at) => {
    const { title = '' } = picture.speakers[index] ?? {};
    const height = heights[at] ?? 0;
    const box: Box = {
      index,
      x: room.x,
      y,
      width: room.width,
      height,
      title: fittedTitle(title, room.width - 2 * boxPad),
      lines: linesOf(picture, index, room.width, room.labelled),
    };
    y += height + rowGap;
    return box;
  });
}

function meshOf({ mesh }: BgpPicture, boxes: readonly Box[]): Layout['mesh'] {
  const members = boxes.filter(({ index }) => mesh?.members.includes(index) === true);
  const [first] = members;
  if (mesh === undefined || first === undefined) return undefined;
  const top = Math.min(...members.map(({ y }) => y));
  const bottom = Math.max(...members.map(({ y, height }) => y + height));
  const width = first.width + 2 * meshPad;
  return {
    x: first.x - meshPad + 0.5,
    y: top - meshHead + 0.5,
    width,
    height: bottom - top + meshHead + meshPad - 1,
    title: fitted(mesh.title, width - 12),
  };
}
