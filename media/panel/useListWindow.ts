import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Line } from './line.ts';
import { estimateHeight } from './lineHeight.ts';
import {
  indexAt,
  layOut,
  rangeBetween,
  scrollIntoView,
  surviving,
  topOf,
  type Anchor,
  type Offsets,
  type Range,
} from './windowing.ts';

/** The part of the list that is drawn, and how to move it. */
export interface ListWindow {
  readonly offsets: Offsets;
  readonly drawn: Range;
  /** Index of the first line that is not wholly scrolled away. */
  readonly firstVisible: number;
  /** The height of the view in lines of ordinary height. */
  readonly page: () => number;
  /** Scrolls as little as possible to have the line wholly in view. */
  readonly bringIntoView: (index: number) => void;
  /** Scrolls so that the line stands in the upper part of the view, unless it is in view already. */
  readonly goTo: (index: number) => void;
}

interface Options {
  readonly list: RefObject<HTMLElement | null>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly lines: readonly Line[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Another value means another list: its place is `restore`, not where the last one stood. */
  readonly identity: string;
  readonly restore: () => readonly Anchor[];
  readonly remember: (anchors: readonly Anchor[]) => void;
}

/** Drawn above and below the view, so that a turn of the wheel meets no empty part. */
const margin = 500;
/** What a sticky heading may cover at the top. */
const covered = 26;

interface Drawn {
  readonly options: Options;
  readonly offsets: Offsets;
}

interface Memory {
  readonly heights: Map<string, number>;
  /** What is in the document now. */
  last: Drawn;
  anchors: readonly Anchor[];
  identity: string | undefined;
  /** Nothing of this list has been in view yet: without an anchor it starts at its top. */
  isNew: boolean;
  /** Of the list inside the scroller, and of the view; measured. */
  listTop: number;
  scrollTop: number;
  height: number;
  width: number;
}

const startMemory = (options: Options): Memory => ({
  last: { options, offsets: layOut(0, () => 0) },
  heights: new Map(),
  anchors: [],
  identity: undefined,
  isNew: true,
  listTop: 0,
  scrollTop: 0,
  height: 900,
  width: 720,
});

const viewOf = (memory: Memory): { top: number; height: number; covered: number } => ({
  top: memory.scrollTop - memory.listTop,
  height: memory.height,
  covered,
});

/**
 * Keeps the lines in place: what stood in view stands there after lines came or went above it, after they turned out
 * higher than estimated, and after the panel changed its width.
 */
export function useListWindow(options: Options): ListWindow {
  const { lines, scroller } = options;
  const kept = useRef<Memory | undefined>(undefined);
  const memory = (kept.current ??= startMemory(options));
  const [, setCount] = useState(0);
  const redraw = (): void => {
    setCount((count) => count + 1);
  };
  // The reader may have scrolled since the last drawing, and the event still be under way.
  adoptScroll(memory, scroller.current);
  if (memory.identity !== options.identity) {
    memory.identity = options.identity;
    memory.anchors = options.restore();
    memory.isNew = true;
  }
  const offsets = layOut(lines.length, (index) => {
    const line = lines[index];
    return line === undefined ? 0 : (memory.heights.get(line.key) ?? estimateHeight(line, memory.width));
  });
  const { top, height } = viewOf(memory);
  const drawn = rangeBetween(offsets, top - margin, top + height + margin);

  useLayoutEffect(() => {
    memory.last = { options, offsets };
    if (measure(memory, options)) redraw();
    else if (settle(memory, options, offsets, drawn)) redraw();
  });
  useScroller(memory, scroller, redraw);
  return {
    offsets,
    drawn,
    firstVisible: indexAt(offsets, Math.max(0, top)),
    page: () => Math.max(1, Math.floor((memory.height - covered) / 21) - 1),
    bringIntoView: (index) => {
      const wanted = scrollIntoView(offsets, index, viewOf(memory));
      scrollTo(memory, scroller.current, memory.listTop + wanted);
      memory.anchors = anchorsIn(memory, offsets, options);
      redraw();
    },
    goTo: (index) => {
      const view = viewOf(memory);
      const isInView = scrollIntoView(offsets, index, view) === view.top;
      const distance = isInView ? topOf(offsets, index) - view.top : Math.max(covered, view.height / 4);
      const key = lines[index]?.key;
      if (key !== undefined) memory.anchors = [{ key, distance }];
      redraw();
    },
  };
}

/** Reads the real heights of the drawn lines. True if one is not as it was thought to be. */
function measure(memory: Memory, { list, scroller, lines }: Options): boolean {
  const box = list.current;
  const frame = scroller.current;
  if (box === null || frame === null) return false;
  memory.height = frame.clientHeight;
  memory.listTop = box.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
  let differs = false;
  if (memory.width !== frame.clientWidth) {
    memory.width = frame.clientWidth;
    memory.heights.clear();
    differs = true;
  }
  // Lines that are gone leave their heights behind; now and then they are forgotten.
  if (memory.heights.size > 4 * lines.length + 2000) memory.heights.clear();
  for (const line of box.querySelectorAll<HTMLElement>(':scope > [data-key]')) {
    const { key = '' } = line.dataset;
    const { height } = line.getBoundingClientRect();
    const thought = memory.heights.get(key);
    if (thought === undefined || Math.abs(thought - height) > 0.1) {
      memory.heights.set(key, height);
      differs = true;
    }
  }
  // A list that became shorter may have been moved by the browser; that is not the reader's scrolling.
  memory.scrollTop = frame.scrollTop;
  return differs;
}

/** Puts what stood in view where it stood. True if that brought lines into view that are not drawn. */
function settle(memory: Memory, options: Options, offsets: Offsets, drawn: Range): boolean {
  const { lines, indexOf, scroller } = options;
  if (lines.length === 0) return false;
  const spot = surviving(memory.anchors, (key) => indexOf.get(key));
  const unanchored = memory.isNew ? 0 : memory.scrollTop;
  const anchored = (index: number, distance: number): number =>
    memory.listTop + topOf(offsets, index) - distance;
  scrollTo(memory, scroller.current, spot === undefined ? unanchored : anchored(spot.index, spot.distance));
  memory.isNew = false;
  memory.anchors = anchorsIn(memory, offsets, options);
  options.remember(memory.anchors);
  return !covers(drawn, memory, offsets);
}

function scrollTo(memory: Memory, frame: HTMLElement | null, top: number): void {
  if (frame === null) return;
  if (Math.abs(frame.scrollTop - top) > 0.5) frame.scrollTop = top;
  memory.scrollTop = frame.scrollTop;
}

function covers(drawn: Range, memory: Memory, offsets: Offsets): boolean {
  const { top, height } = viewOf(memory);
  const visible = rangeBetween(offsets, top, top + height);
  return visible.start >= visible.end || (drawn.start <= visible.start && visible.end <= drawn.end);
}

/** The lines that hold the view in place: the focused one if it can be seen, then those at the top. */
function anchorsIn(memory: Memory, offsets: Offsets, { lines, indexOf, list }: Options): readonly Anchor[] {
  if (memory.scrollTop <= 0) return [];
  const { top, height } = viewOf(memory);
  const { start, end } = rangeBetween(offsets, top, top + height);
  const anchor = (index: number): Anchor => ({
    key: lines[index]?.key ?? '',
    distance: topOf(offsets, index) - top,
  });
  const focused = indexOf.get(focusedKey(list.current) ?? '') ?? -1;
  const first = focused >= start && focused < end ? [anchor(focused)] : [];
  const visible = Array.from({ length: Math.min(end - start, 12) }, (_, index) => anchor(start + index));
  return [...first, ...visible];
}

function focusedKey(list: HTMLElement | null): string | undefined {
  const focused = document.activeElement;
  if (list?.contains(focused) !== true) return undefined;
  return focused?.closest<HTMLElement>('[data-key]')?.dataset['key'];
}

/** Takes over where the reader scrolled to. True if that is elsewhere. */
function adoptScroll(memory: Memory, frame: HTMLElement | null): boolean {
  if (frame === null || Math.abs(frame.scrollTop - memory.scrollTop) < 0.5) return false;
  memory.scrollTop = frame.scrollTop;
  memory.anchors = anchorsIn(memory, memory.last.offsets, memory.last.options);
  memory.last.options.remember(memory.anchors);
  return true;
}

/** Follows the reader's scrolling, the size of the panel, and the editor's theme and fonts. */
function useScroller(memory: Memory, scroller: RefObject<HTMLElement | null>, redraw: () => void): void {
  useEffect(() => {
    const frame = scroller.current;
    if (frame === null) return undefined;
    const scrolled = (): void => {
      if (adoptScroll(memory, frame)) redraw();
    };
    const fontsChanged = new MutationObserver(() => {
      memory.heights.clear();
      redraw();
    });
    const resized = new ResizeObserver(redraw);
    frame.addEventListener('scroll', scrolled, { passive: true });
    resized.observe(frame);
    fontsChanged.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    fontsChanged.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => {
      frame.removeEventListener('scroll', scrolled);
      resized.disconnect();
      fontsChanged.disconnect();
    };
  }, [scroller]);
}
