import type { Origin } from '../origin/origin.ts';
import { causeOf } from './cause.ts';
import { destinationOf } from './packet.ts';
import { stationName } from './station.ts';
import type { Journey, Trace } from './trace.ts';
import type { Stop } from './passing.ts';

/** A journey in words. */
export interface Telling {
  /** What became of the packet: `Delivered to yaobank/customer-1 10.48.0.43:80`. */
  readonly title: string;
  /** What whoever sent it sees: `Timeout: nothing comes back.` */
  readonly symptom: string;
  /** Which fact of the cluster made it so. */
  readonly cause: { readonly text: string; readonly because: Origin } | undefined;
}

export const tell = (trace: Trace, journey: Journey): Telling => ({
  title: titleOf(journey),
  symptom: symptomOf(trace, journey),
  cause: causeOf(trace, journey),
});

function titleOf({ delivered, stop, endedAt }: Journey): string {
  const arrival =
    delivered === undefined ? '' : `${stationName(delivered.at)} ${destinationOf(delivered.packet)}`;
  if (stop === undefined) return `Delivered to ${arrival}`;
  if (delivered !== undefined) return `Delivered to ${arrival}, but the answer ${answerFate[stop.kind]}`;
  return stopTitle(stop, stationName(endedAt));
}

const answerFate = {
  dropped: 'is lost',
  rejected: 'is rejected',
  unreachable: 'finds no route',
  unknown: 'goes an unknown way',
} as const;

function stopTitle(stop: Stop, at: string): string {
  const by = stop.rule === undefined ? '' : ` by ${stop.rule}`;
  switch (stop.kind) {
    case 'dropped':
      return `Dropped on ${at}${by}`;
    case 'rejected':
      return `Rejected on ${at}${by}`;
    case 'unreachable':
      return `No route on ${at}`;
    case 'unknown':
      return `Unknown after ${at}${by}`;
  }
}

function symptomOf(trace: Trace, journey: Journey): string {
  const { stop, stoppedOn, endedAt } = journey;
  if (stop === undefined) return arrivalSymptom(trace, journey);
  const reason = stop.reason === '' ? '' : `: ${stop.reason}`;
  if (stoppedOn === 'back') {
    if (stop.kind === 'unknown') return sentence(stop.reason);
    const where =
      stop.rule === undefined ? reason : `: ${stop.rule} on ${stationName(endedAt)} drops the answer`;
    return `Timeout${where}.`;
  }
  switch (stop.kind) {
    case 'dropped':
      return `Timeout${reason === '' ? ': nothing comes back to the client' : reason}.`;
    case 'rejected':
      return `${refusal(stop.with)}${reason}.`;
    case 'unreachable':
      return `${stop.says}${reason}.`;
    case 'unknown':
      return sentence(stop.reason);
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What connect() says for each ICMP error (net/ipv4/icmp.c: icmp_err_convert) or for a reset. */
function refusal(sent: string): string {
  if (sent === 'tcp-reset' || sent.endsWith('port-unreachable')) return 'Connection refused';
  if (sent === 'icmp-net-unreachable' || sent === 'icmp6-no-route') return 'Network is unreachable';
  if (sent.startsWith('icmp6-adm')) return 'Permission denied';
  return 'No route to host';
}

function arrivalSymptom({ packet }: Trace, { delivered }: Journey): string {
  if (delivered === undefined) return '';
  const { at, listener } = delivered;
  const name = stationName(at);
  if (listener?.kind === 'unknown' || (at.kind === 'external' && listener === undefined))
    return `The packet reaches ${name}. No file says whether a process listens on port ${String(delivered.packet.destinationPort)} there: connected if one does, connection refused if none does.`;
  const seen = delivered.packet.source;
  const word = packet.protocol === 'udp' ? 'Answered' : 'Connected';
  const who = listener?.kind === 'known' ? ` by ${listener.name}` : '';
  return seen === packet.source
    ? `${word}${who} as source ${seen}: the client's own address is kept.`
    : `${word}${who} as source ${seen}: masquerading hides the client's address ${packet.source}.`;
}
