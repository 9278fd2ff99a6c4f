import type { IpFamily } from '../../net/ip.ts';
import type {
  NftDataType,
  NftEndpoint,
  NftField,
  NftKey,
  NftSide,
  NftStatement,
  NftVerdict,
} from '../netfilter/nft.ts';

/** A way of writing rules: how each kind of statement is spelled. */
export type NftSpelling = {
  readonly [K in NftStatement['kind']]: (
    statement: Extract<NftStatement, { readonly kind: K }>,
    family: IpFamily,
  ) => string;
};

export function spelled(statement: NftStatement, spelling: NftSpelling, family: IpFamily): string {
  // The function under a kind takes statements of that kind; an indexed type cannot say so.
  const spell = spelling[statement.kind] as (statement: NftStatement, family: IpFamily) => string;
  return spell(statement, family);
}

/**
 * Statements as kube-proxy writes them for `nft -f` (pkg/proxy/nftables/proxier.go, knftables.Concat): addresses as
 * they came, a blank on both sides of every comma.
 */
export const scriptSpelling: NftSpelling = {
  address: ({ side, net, not }, family) => `${addressWord(side, family)} ${unless(not)}${net}`,
  addressAmong: ({ side, nets, not }, family) =>
    `${addressWord(side, family)} ${unless(not)}{ ${nets.join(' , ')} }`,
  inSet: ({ key, set }, family) => `${keyWords(key, family)} @${set}`,
  protocol: ({ is }) => `meta l4proto ${is}`,
  destinationPort: ({ protocol, port }) => `${protocol} dport ${String(port)}`,
  inInterface: ({ by, name, not }) => `${interfaceWord[by]} ${unless(not)}${name}`,
  conntrackState: ({ is }) => `ct state ${is}`,
  conntrackStatus: ({ is }) => `ct status ${is}`,
  markBits: ({ mask, set }) => `mark and ${bitsWord(mask)} ${set ? '!=' : '=='} 0`,
  localAddress: ({ side }) => `fib ${sideWord[side]} type local`,
  verdict: ({ verdict }) => verdictWords(verdict),
  verdictFrom: ({ key, map }, family) => `${keyWords(key, family)} vmap @${map}`,
  randomVerdict: ({ verdicts }) => randomVerdict(verdicts, ' , '),
  dnat: ({ to }, family) => `dnat to ${endpointWord(to, family)}`,
  randomDnat: ({ to }, family) => `dnat ${familyWord(family)} addr . port to ${randomEndpoint(to, ' , ')}`,
  setMark: ({ operation, bits }) => `mark set mark ${operation} ${bitsWord(bits)}`,
  update: ({ set, key }, family) => `update @${set} { ${keyWords(key, family)} }`,
  masquerade: ({ fullyRandom }) => (fullyRandom ? 'masquerade fully-random' : 'masquerade'),
  reject: () => 'reject',
};

/** The table's family and the protocol's, by nft's word. */
export const familyWord = (family: IpFamily): 'ip' | 'ip6' => (family === 4 ? 'ip' : 'ip6');

export const randomVerdict = (verdicts: readonly NftVerdict[], comma: string): string =>
  `numgen random mod ${String(verdicts.length)} vmap { ${numbered(verdicts.map(verdictWords), comma)} }`;

export const randomEndpoint = (to: readonly NftEndpoint[], comma: string): string =>
  `numgen random mod ${String(to.length)} map { ${numbered(
    to.map(({ address, port }) => `${address} . ${String(port)}`),
    comma,
  )} }`;

const numbered = (choices: readonly string[], comma: string): string =>
  choices.map((choice, i) => `${String(i)} : ${choice}`).join(comma);

export const verdictWords = (verdict: NftVerdict): string =>
  verdict.kind === 'jump' || verdict.kind === 'goto' ? `${verdict.kind} ${verdict.chain}` : verdict.kind;

const endpointWord = ({ address, port }: NftEndpoint, family: IpFamily): string =>
  `${family === 4 ? address : `[${address}]`}:${String(port)}`;

const sideWord: Readonly<Record<NftSide, string>> = { source: 'saddr', destination: 'daddr' };

export const interfaceWord = { index: 'iif', name: 'iifname' } as const;

export const addressWord = (side: NftSide, family: IpFamily): string =>
  `${familyWord(family)} ${sideWord[side]}`;

export const unless = (not: boolean | undefined): string => (not === true ? '!= ' : '');

/** A mark's bits with eight digits, as both programs write them. */
export const bitsWord = (bits: number): string => `0x${(bits >>> 0).toString(16).padStart(8, '0')}`;

const keyWords = (key: NftKey, family: IpFamily): string =>
  key.map((field) => fieldWords(field, family)).join(' . ');

function fieldWords(field: NftField, family: IpFamily): string {
  switch (field.kind) {
    case 'address':
      return addressWord(field.side, family);
    case 'protocol':
      return 'meta l4proto';
    case 'destinationPort':
      return 'th dport';
  }
}

/** `ipv4_addr . inet_proto . inet_service`. */
export const typeWords = (type: readonly NftDataType[], family: IpFamily): string =>
  type.map((field) => (field === 'address' ? (family === 4 ? 'ipv4_addr' : 'ipv6_addr') : field)).join(' . ');
