import type {
  NftElement,
  NftEndpoint,
  NftMatch,
  NftRule,
  NftStatement,
  NftTable,
  NftVerdict,
} from '../dataplane/netfilter/nft.ts';
import { parseIp } from '../net/ip.ts';
import type { Scene } from './match.ts';
import { answerOfNft, elementUnder } from './nftMatch.ts';
import { endpoint, type Packet, type Tracking } from './packet.ts';
import type { Passing, Stop } from './passing.ts';

export interface NftWalking {
  readonly table: NftTable;
  readonly scene: Scene;
}

/** What the statements of a rule have come to, from left to right. */
export interface Reading {
  readonly packet: Packet;
  readonly tracking: Tracking;
  readonly share: number;
  readonly acted: boolean;
  readonly element: NftElement | undefined;
  readonly note: string | undefined;
}

export type Read =
  | { readonly kind: 'on'; readonly reading: Reading }
  /** A question was answered no; what was done before it stays done. */
  | { readonly kind: 'no'; readonly reading: Reading }
  | { readonly kind: 'verdict'; readonly reading: Reading; readonly verdict: NftVerdict }
  | { readonly kind: 'translated'; readonly reading: Reading; readonly outcome: string }
  | { readonly kind: 'stop'; readonly reading: Reading; readonly stop: Stop };

/** Reads a rule from left to right: questions, changes, and at most one end. numgen makes several readings of it. */
export function readRule(walking: NftWalking, rule: NftRule, { packet, tracking }: Passing): readonly Read[] {
  const reading: Reading = { packet, tracking, share: 1, acted: false, element: undefined, note: undefined };
  return rule.statements.reduce<readonly Read[]>(
    (reads, statement) =>
      reads.flatMap((read) =>
        read.kind === 'on' ? readStatement(walking, rule, statement, read.reading) : [read],
      ),
    [{ kind: 'on', reading }],
  );
}

function readStatement(
  walking: NftWalking,
  rule: NftRule,
  statement: NftStatement,
  reading: Reading,
): readonly Read[] {
  if (statement.kind === 'randomVerdict' || statement.kind === 'randomDnat')
    return readRandom(rule, statement, reading);
  if (statement.kind === 'verdict') return [{ kind: 'verdict', reading, verdict: statement.verdict }];
  if (statement.kind === 'dnat') return [translate(rule, statement.to, reading)];
  if (statement.kind !== 'verdictFrom') return [readPlain(walking, rule, statement, reading)];
  const element = elementUnder({ ...walking, ...reading }, statement.map, statement.key);
  return element?.verdict === undefined
    ? [{ kind: 'no', reading }]
    : [{ kind: 'verdict', reading: { ...reading, element }, verdict: element.verdict }];
}

type Random = Extract<NftStatement, { readonly kind: 'randomVerdict' | 'randomDnat' }>;

function readRandom(rule: NftRule, statement: Random, reading: Reading): readonly Read[] {
  const picked = (many: number): Reading => ({ ...reading, share: reading.share / many });
  return statement.kind === 'randomVerdict'
    ? statement.verdicts.map((verdict) => ({
        kind: 'verdict',
        verdict,
        reading: picked(statement.verdicts.length),
      }))
    : statement.to.map((to) => translate(rule, to, picked(statement.to.length)));
}

type Plain =
  NftMatch | Extract<NftStatement, { readonly kind: 'setMark' | 'update' | 'masquerade' | 'reject' }>;

function readPlain(walking: NftWalking, rule: NftRule, statement: Plain, reading: Reading): Read {
  const { packet } = reading;
  const { because } = rule;
  if (statement.kind === 'setMark') {
    const { bits, operation } = statement;
    const mark = (operation === 'or' ? packet.mark | bits : packet.mark ^ bits) >>> 0;
    return { kind: 'on', reading: { ...reading, packet: { ...packet, mark }, acted: true } };
  }
  if (statement.kind === 'update') {
    const note = `the client is written down in the set ${statement.set}: its next connections come here`;
    return { kind: 'on', reading: { ...reading, acted: true, note } };
  }
  if (statement.kind === 'masquerade') return masquerade(walking, rule, statement.fullyRandom, reading);
  if (statement.kind === 'reject') {
    const stop: Stop = {
      kind: 'rejected',
      with: 'icmp-port-unreachable',
      reason: '',
      because,
    };
    return { kind: 'stop', reading, stop };
  }
  const answer = answerOfNft(statement, { ...walking, ...reading });
  if (typeof answer !== 'number')
    return {
      kind: 'stop',
      reading,
      stop: { kind: 'unknown', reason: answer.unknown, because },
    };
  return answer === 0 ? { kind: 'no', reading } : { kind: 'on', reading };
}

function translate(rule: NftRule, to: NftEndpoint, reading: Reading): Read {
  const destination = parseIp(to.address);
  const { because } = rule;
  if (destination === undefined)
    return {
      kind: 'stop',
      reading,
      stop: { kind: 'unknown', reason: `${to.address} is not an address`, because },
    };
  return {
    kind: 'translated',
    outcome: `dnat to ${endpoint(destination, to.port)}`,
    reading: {
      ...reading,
      packet: { ...reading.packet, destination, destinationPort: to.port },
      tracking: { ...reading.tracking, destinationTranslated: true },
    },
  };
}

function masquerade(walking: NftWalking, rule: NftRule, fullyRandom: boolean, reading: Reading): Read {
  const { masqueradeAs: source, outInterface } = walking.scene;
  const { because } = rule;
  if (source === undefined) {
    const reason = `no file says the address of ${outInterface ?? 'the outgoing interface'}`;
    return { kind: 'stop', reading, stop: { kind: 'unknown', reason, because } };
  }
  const { packet, tracking } = reading;
  return {
    kind: 'translated',
    outcome: 'masquerade',
    reading: {
      ...reading,
      packet: { ...packet, source, sourcePort: fullyRandom ? 'random' : packet.sourcePort },
      tracking: { ...tracking, sourceTranslated: true },
    },
  };
}
