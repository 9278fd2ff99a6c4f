import type { JSX } from 'preact';
import type { PanelSession } from '../../server/src/protocol/panel.ts';
import { describeGraph, graphOf, isDrawable, type Dot, type SessionGraph } from './sessions.ts';

const rowHeight = 48;

/** Drawn at 1:1, twice: wide with two columns, and a twin of one column for a narrow panel. */
export function SessionPicture({
  sessions,
}: {
  readonly sessions: readonly PanelSession[];
}): JSX.Element | null {
  const graph = graphOf(sessions);
  if (!isDrawable(graph)) return null;
  return (
    <>
      <Wide graph={graph} />
      <Narrow graph={graph} />
    </>
  );
}

/** Heights of the dots of a column, its middle at `middle`; on halves of a pixel, so that hairlines are sharp. */
const columnAt = (count: number, middle: number): readonly number[] =>
  Array.from(
    { length: count },
    (_, index) => Math.floor(middle + (index - (count - 1) / 2) * rowHeight) + 0.5,
  );

const textWidth = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => text.length * 7.3));

function Wide({ graph }: { readonly graph: SessionGraph }): JSX.Element {
  const rows = Math.max(graph.nodes.length, graph.outside.length);
  const height = rows * rowHeight + 4;
  const left = graph.outside.length === 0 ? 6.5 : Math.ceil(textWidth(graph.outside.flatMap(namesOf))) + 22.5;
  const right = graph.outside.length === 0 ? 6.5 : left + 206;
  const outside = columnAt(graph.outside.length, height / 2);
  const nodes = columnAt(graph.nodes.length, height / 2);
  const bulge = Math.min(44, 12 * graph.nodes.length);
  const labels = right + 12 + (graph.mesh.some(([one, other]) => other - one > 1) ? bulge : 0);
  return (
    <svg class="pic wide" width={680} height={height} viewBox={`0 0 680 ${height}`} role="img">
      <title>{describeGraph(graph)}</title>
      <path
        d={fans(graph.peerings, (host, ends) =>
          fan(
            left + 6,
            outside[host] ?? 0,
            right - 6,
            ends.map((end) => nodes[end] ?? 0),
          ),
        )}
      />
      <path
        class="dash"
        d={joined(graph.mesh, (one, other) =>
          meshPath(right, nodes[one] ?? 0, nodes[other] ?? 0, other - one, 1),
        )}
      />
      {graph.setUpBy.map((note, index) => (
        <text key={index} class="dim" x={left + 14} y={(outside[index] ?? 0) - 6}>
          {note}
        </text>
      ))}
      {graph.outside.map((host, index) => (
        <HostDot key={host.name} dot={host} x={left} y={outside[index] ?? 0} textX={0} />
      ))}
      {graph.nodes.map((node, index) => (
        <HostDot key={node.name} dot={node} x={right} y={nodes[index] ?? 0} textX={labels} />
      ))}
    </svg>
  );
}

const namesOf = ({ name, address }: Dot): readonly string[] => [name, address];

type Pairs = readonly (readonly [number, number])[];

const joined = (pairs: Pairs, draw: (one: number, other: number) => string): string =>
  pairs.map(([one, other]) => draw(one, other)).join('');

/** The nodes of each host outside. Their lines start as one, drawn once: hairlines over one another look thicker. */
const fans = (pairs: Pairs, draw: (host: number, nodes: readonly number[]) => string): string =>
  [...new Set(pairs.map(([host]) => host))]
    .map((host) =>
      draw(
        host,
        pairs.filter(([one]) => one === host).map(([, node]) => node),
      ),
    )
    .join('');

/** From a dot straight on, then bent to each of the dots on the right. */
function fan(fromX: number, fromY: number, toX: number, toYs: readonly number[]): string {
  const middle = fromX + (toX - fromX) * 0.65;
  const bends = toYs.map((toY) =>
    fromY === toY
      ? `M${middle - 30} ${fromY}H${toX}`
      : `M${middle - 30} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${middle + 30} ${toY}H${toX}`,
  );
  return `M${fromX} ${fromY}H${middle - 30}${bends.join('')}`;
}

/** From a dot straight down, with a turn to each of the dots beside. */
function comb(fromX: number, fromY: number, toX: number, toYs: readonly number[]): string {
  const turns = toYs.map((toY) => `M${fromX} ${toY - 8}q0 8 8 8H${toX}`);
  return `M${fromX} ${fromY}V${Math.max(...toYs) - 8}${turns.join('')}`;
}

/** Neighbours are joined straight down, others by an arc beside them. */
function meshPath(x: number, fromY: number, toY: number, apart: number, side: 1 | -1): string {
  if (apart === 1) return `M${x} ${fromY + 6}V${toY - 6}`;
  const out = x + side * (12 + 10 * apart);
  return `M${x + side * 5} ${fromY + 3}Q${out} ${(fromY + toY) / 2} ${x + side * 5} ${toY - 3}`;
}

interface HostDotProps {
  readonly dot: Dot;
  readonly x: number;
  readonly y: number;
  readonly textX: number;
}

function HostDot({ dot, x, y, textX }: HostDotProps): JSX.Element {
  const announces = fewOf(dot.announces);
  return (
    <>
      <circle class="node" cx={x} cy={y} r={5} />
      <text x={textX} y={y - 3}>
        <tspan class="str">{dot.name}</tspan>
        {announces !== '' && (
          <tspan class="mono dim" dx={10}>
            {dot.address}
          </tspan>
        )}
      </text>
      <text x={textX} y={y + 13} class={announces === '' ? 'mono dim' : 'dim'}>
        {announces === '' ? dot.address : `announces ${announces}`}
      </text>
    </>
  );
}

/** As many prefixes as fit beside a dot; the table has them all. */
function fewOf(prefixes: readonly string[]): string {
  const shown = prefixes.length > 3 ? prefixes.slice(0, 2) : prefixes;
  const rest = prefixes.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

function Narrow({ graph }: { readonly graph: SessionGraph }): JSX.Element {
  const count = graph.outside.length + graph.nodes.length;
  const height = count * rowHeight;
  const yOf = (index: number): number => index * rowHeight + 20.5;
  const nodeX = graph.outside.length === 0 ? 20.5 : 44.5;
  const nodeY = (index: number): number => yOf(graph.outside.length + index);
  return (
    <svg class="pic narrow" width={392} height={height} viewBox={`0 0 392 ${height}`} aria-hidden="true">
      <path d={fans(graph.peerings, (host, ends) => comb(6.5, yOf(host) + 6, nodeX - 6, ends.map(nodeY)))} />
      <path
        class="dash"
        d={joined(graph.mesh, (one, other) => meshPath(nodeX, nodeY(one), nodeY(other), other - one, -1))}
      />
      {graph.outside.map((host, index) => (
        <HostDot key={host.name} dot={host} x={6.5} y={yOf(index)} textX={20} />
      ))}
      {graph.nodes.map((node, index) => (
        <HostDot key={node.name} dot={node} x={nodeX} y={nodeY(index)} textX={nodeX + 16} />
      ))}
    </svg>
  );
}
