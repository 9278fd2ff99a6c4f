import type { Cluster } from '../../server/src/cluster/cluster.ts';
import { destinationOf } from '../../server/src/trace/packet.ts';
import { stationName } from '../../server/src/trace/station.ts';
import { tell } from '../../server/src/trace/symptom.ts';
import { tracePacket, type Journey, type Trace } from '../../server/src/trace/trace.ts';

/** A packet and what must become of it: one line for each way it may go, the likeliest first. */
export interface Flow {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly expect: readonly string[];
}

/**
 * What becomes of a packet, a line for each way:
 * `1/2 bastion worker1 → shop/web-1 10.48.0.1:80 as 10.0.1.30`, or `bastion control1: dropped, filter KUBE-… rule 1`.
 * Ways that differ in nothing shown are one line, their shares added.
 */
export function arrivals(cluster: Cluster, from: string, to: string): readonly string[] {
  const trace = traceOf(cluster, from, to);
  const lines = new Map<string, number>();
  for (const journey of trace.journeys) {
    const line = arrival(journey);
    lines.set(line, (lines.get(line) ?? 0) + journey.probability);
  }
  return [...lines].map(([line, share]) => `${fraction(share)}${line}`);
}

export function traceOf(cluster: Cluster, from: string, to: string): Trace {
  const trace = tracePacket(cluster, { from, to });
  if ('problem' in trace) throw new Error(`${trace.problem} There is: ${trace.choices.join(', ')}`);
  return trace;
}

/** Title, symptom and cause of the likeliest way. */
export function told(cluster: Cluster, from: string, to: string): readonly string[] {
  const trace = traceOf(cluster, from, to);
  const { title, symptom, cause } = tell(trace, trace.journeys[0]);
  return [title, symptom, ...(cause === undefined ? [] : [cause.text])];
}

function arrival({ there, delivered, verdict, stop }: Journey): string {
  const places = there.map(({ at }) => stationName(at));
  if (delivered === undefined || stop !== undefined) {
    const why = [stop?.rule, stop?.reason].filter((part) => part !== undefined && part !== '').join(': ');
    return `${places.join(' ')}: ${verdict}, ${why}`;
  }
  const way = places.slice(0, -1).join(' ');
  return `${way} → ${stationName(delivered.at)} ${destinationOf(delivered.packet)} as ${delivered.packet.source}`.trim();
}

/** A share as `1/3 `; nothing when it is everything. */
function fraction(share: number): string {
  if (Math.abs(share - 1) < 1e-6) return '';
  for (let parts = 2; parts <= 360; parts += 1)
    for (const top of [1, 2, 3, 5])
      if (Math.abs(share - top / parts) < 1e-6) return `${String(top)}/${String(parts)} `;
  return `${share.toFixed(4)} `;
}
