import { familyOf } from '../net/ip.ts';
import type { PanelTrace } from '../protocol/panel.ts';
import type { Hop } from '../trace/journey.ts';
import { destinationOf, sourceOf } from '../trace/packet.ts';
import { nodeOf, sameStation, stationAddresses, stationName, type Station } from '../trace/station.ts';
import type { Journey, Trace } from '../trace/trace.ts';

/** The places of a journey, each once, and where they are drawn. */
export interface Lanes {
  readonly names: readonly string[];
  readonly laneOf: (at: Station) => number;
  readonly nameOf: (at: Station) => string;
}

export function lanesOf({ there, back }: Journey): Lanes {
  const stations = distinct([...there, ...back].map(({ at }) => at));
  const names = laneNames(stations);
  const laneOf = (at: Station): number => stations.findIndex((other) => sameStation(other, at));
  return { names, laneOf, nameOf: (at) => names[laneOf(at)] ?? stationName(at) };
}

const distinct = (stations: readonly Station[]): readonly Station[] =>
  stations.filter((at, i) => stations.findIndex((other) => sameStation(other, at)) === i);

/** Pods have long names: they are `pod`, or `client pod` and `pod` where both ends are. */
function laneNames(stations: readonly Station[]): readonly string[] {
  const pods = stations.filter(({ kind }) => kind === 'pod' || kind === 'endpoint');
  return stations.map((at, i) => {
    if (at.kind === 'endpoint') return 'endpoint';
    if (at.kind !== 'pod') return stationName(at);
    return pods.length > 1 && i === 0 ? 'client pod' : 'pod';
  });
}

export function hopAddress({ family }: Trace, at: Station): string {
  if (at.kind === 'pod' || at.kind === 'endpoint') return stationName(at);
  const own = stationAddresses(at).filter((ip) => !ip.startsWith('127.') && ip !== '::1');
  return own.find((ip) => familyOf(ip) === family) ?? '';
}

export function hopNote(trace: Trace, journey: Journey, { at, inInterface }: Hop): string {
  const by = inInterface === undefined ? '' : `in by ${inInterface}`;
  return [by, roleOf(trace, journey, at)].filter((part) => part !== '').join(', ');
}

function roleOf({ cluster, door }: Trace, { delivered }: Journey, at: Station): string {
  if (at.kind === 'external') return 'outside the cluster';
  if (at.kind !== 'node') return '';
  if (delivered !== undefined && delivered.at.kind !== 'external') {
    const runs = nodeOf(cluster, delivered.at)?.name === at.node.name;
    if (delivered.at.kind === 'node') return runs ? 'the destination' : '';
    return runs ? 'runs the pod' : 'does not run the pod';
  }
  const has = door?.service.slices.some(({ endpoints }) =>
    endpoints.some(({ nodeName, ready }) => ready && nodeName === at.node.name),
  );
  return door === undefined || has === true ? '' : `no endpoint of ${door.service.name}`;
}

/** The packet on the wires where it changed, at its beginning and at its end. */
export function headersOf({ there, delivered }: Journey, { nameOf }: Lanes): PanelTrace['headers'] {
  const moments = there.flatMap((hop, i) => {
    const changed = changesAddresses(hop);
    const isLast = i === there.length - 1;
    if (isLast)
      return [
        {
          where: delivered === undefined ? `ends on ${nameOf(hop.at)}` : `enters ${nameOf(hop.at)}`,
          packet: hop.leaves,
        },
      ];
    return i === 0 || changed ? [{ where: `leaves ${nameOf(hop.at)}`, packet: hop.leaves }] : [];
  });
  return moments.map(({ where, packet }, i) => {
    const before = moments[i - 1]?.packet ?? packet;
    return {
      where,
      source: sourceOf(packet),
      destination: destinationOf(packet),
      sourceChanged: sourceOf(before) !== sourceOf(packet),
      destinationChanged: destinationOf(before) !== destinationOf(packet),
    };
  });
}

const changesAddresses = ({ arrives, leaves }: Hop): boolean =>
  sourceOf(arrives) !== sourceOf(leaves) || destinationOf(arrives) !== destinationOf(leaves);
