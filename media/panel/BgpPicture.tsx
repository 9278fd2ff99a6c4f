import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BgpPicture as Picture, PictureLink } from '../../server/src/protocol/panel.ts';
import { layoutOf, type Layout } from './bgpLayout.ts';
import type { Box, Trunk, Wire } from './bgpWires.ts';
import { showHost } from './moves.ts';
import { useStore } from './store.ts';

/** A width to start with, until the panel has been measured. */
const usualWidth = 640;
const widest = 760;

/** Who speaks BGP with whom, drawn at 1:1 for the width there is. The arrows walk from box to box. */
export function BgpPicture({ picture }: { readonly picture: Picture }): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(usualWidth);
  const [active, setActive] = useState<number | undefined>(undefined);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => {
      setWidth(Math.min(widest, Math.max(320, Math.floor(element.clientWidth))));
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => {
      resized.disconnect();
    };
  }, []);
  const layout = layoutOf(picture, width);
  return (
    <div ref={frame} class="bgp-frame">
      <svg
        class={active === undefined ? 'bgp' : 'bgp dimmed'}
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label={picture.words}
        onKeyDown={(event) => {
          walk(event);
        }}
      >
        {layout.mesh !== undefined && <MeshFrame mesh={layout.mesh} />}
        {layout.trunks.map((trunk) => (
          <TrunkLine key={trunk.index} trunk={trunk} lit={isLit(picture.links, trunk.index, active)} />
        ))}
        {layout.wires.map((wire) => (
          <WireLine
            key={`${wire.link.from} ${wire.link.to}`}
            wire={wire}
            lit={active === undefined || wire.link.from === active || wire.link.to === active}
          />
        ))}
        {layout.boxes.map((box, nth) => (
          <SpeakerBox key={box.index} box={box} picture={picture} isFirst={nth === 0} onActive={setActive} />
        ))}
      </svg>
      <Legend picture={picture} />
    </div>
  );
}

const isLit = (links: readonly PictureLink[], index: number, active: number | undefined): boolean =>
  active === undefined || index === active || links.some(({ from, to }) => to === index && from === active);

/** Arrow keys lead to the box before and after; Home and End to the first and the last. */
function walk(event: KeyboardEvent): void {
  const svg = event.currentTarget;
  if (!(svg instanceof SVGElement)) return;
  const boxes = [...svg.querySelectorAll<SVGGElement>('.speaker')];
  const at = boxes.findIndex((box) => box === document.activeElement);
  const to = nextBox(event.key, at, boxes.length);
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  for (const box of boxes) box.setAttribute('tabindex', '-1');
  boxes[to]?.setAttribute('tabindex', '0');
  boxes[to]?.focus();
}

function nextBox(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

const MeshFrame = ({ mesh }: { readonly mesh: NonNullable<Layout['mesh']> }): JSX.Element => (
  <g aria-hidden="true">
    <rect class="mesh" x={mesh.x} y={mesh.y} width={mesh.width} height={mesh.height} rx={6} />
    <text class="dim" x={mesh.x + 8} y={mesh.y + 15}>
      {mesh.title}
    </text>
  </g>
);

const TrunkLine = ({ trunk, lit }: { readonly trunk: Trunk; readonly lit: boolean }): JSX.Element => (
  <g aria-hidden="true" class={lit ? 'lit' : undefined}>
    <path class={trunk.strong ? 'wire ebgp' : 'wire'} d={trunk.path} />
    {trunk.arrow !== undefined && <path class="arrow" d={trunk.arrow} />}
  </g>
);

function WireLine({ wire, lit }: { readonly wire: Wire; readonly lit: boolean }): JSX.Element {
  const { link, path, label } = wire;
  const kind = `wire ${link.protocol.toLowerCase()} ${link.state}`;
  return (
    <g aria-hidden="true" class={lit ? 'lit' : undefined}>
      <title>{`${link.protocol}, ${link.note}${link.carries === '' ? '' : `: ${link.carries}`}`}</title>
      <path class={kind} d={path} />
      <path class="hit" d={path} />
      {label !== undefined && (
        <>
          <text
            class={link.state === 'down' ? 'broken' : 'carries'}
            x={label.x}
            y={label.y - 5}
            text-anchor="end"
          >
            {label.carries}
          </text>
          <text class={link.state === 'up' ? 'dim' : 'broken'} x={label.x} y={label.y + 13} text-anchor="end">
            {label.note}
          </text>
        </>
      )}
    </g>
  );
}

interface SpeakerBoxProps {
  readonly box: Box;
  readonly picture: Picture;
  readonly isFirst: boolean;
  readonly onActive: (index: number | undefined) => void;
}

function SpeakerBox({ box, picture, isFirst, onActive }: SpeakerBoxProps): JSX.Element {
  const store = useStore();
  const speaker = picture.speakers[box.index];
  const host = speaker?.host;
  const open = (): void => {
    if (host !== undefined) store.act((state) => showHost(state, host));
  };
  const leave = (): void => {
    onActive(undefined);
  };
  const enter = (): void => {
    onActive(box.index);
  };
  const top = box.y + Math.max(0, (box.height - 12 - 15 * (1 + box.lines.length)) / 2);
  return (
    <g
      class={host === undefined ? 'speaker' : 'speaker opens'}
      role={host === undefined ? 'img' : 'button'}
      tabIndex={isFirst ? 0 : -1}
      aria-label={host === undefined ? (speaker?.words ?? '') : `${speaker?.words ?? ''}. Show its sessions`}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open();
      }}
      onPointerEnter={enter}
      onPointerLeave={leave}
      onFocus={enter}
      onBlur={leave}
    >
      <title>{speaker?.words}</title>
      <rect x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={4} />
      <text class="name" x={box.x + 9} y={top + 18}>
        {box.title}
      </text>
      {box.lines.map((line, nth) => (
        <text key={nth} class="dim" x={box.x + 9} y={top + 33 + 15 * nth}>
          {line}
        </text>
      ))}
    </g>
  );
}

/** What the lines mean, as far as there are such. */
function Legend({ picture: { links, mesh } }: { readonly picture: Picture }): JSX.Element {
  const has = (wanted: (link: PictureLink) => boolean): boolean => links.some(wanted);
  const parts = [
    has(({ protocol, state }) => protocol === 'iBGP' && state !== 'down') && (['ibgp', 'iBGP'] as const),
    has(({ protocol, state }) => protocol === 'eBGP' && state !== 'down') && (['ebgp', 'eBGP'] as const),
    has(({ state }) => state !== 'up') && (['down', 'down'] as const),
  ].filter((part) => part !== false);
  return (
    <p class="legend" aria-hidden="true">
      {parts.map(([kind, name]) => (
        <span key={kind}>
          <svg width={26} height={10}>
            <path class={`wire ${kind}`} d="M1 5.5H25" />
          </svg>
          {name}
        </span>
      ))}
      {links.some(({ carries }) => carries !== '') && <span>arrow: to whom is announced</span>}
      {mesh !== undefined && <span>dotted frame: every node with every other</span>}
    </p>
  );
}
