import type { NftField, NftKey, NftMatch, NftSide, NftTable } from '../dataplane/netfilter/nft.ts';
import { elementsOf } from '../dataplane/netfilter/nftTable.ts';
import type { NftElement } from '../dataplane/netfilter/nft.ts';
import type { Ip } from '../net/ip.ts';
import { memoByKey } from '../memo/memo.ts';
import { isIn } from './range.ts';
import type { Answer, Scene } from './match.ts';
import type { Packet, Tracking } from './packet.ts';

/** A packet as the questions of one nftables rule look at it. */
export interface NftView {
  readonly table: NftTable;
  readonly packet: Packet;
  readonly tracking: Tracking;
  readonly scene: Scene;
}

type Asked<K extends NftMatch['kind']> = (
  match: Extract<NftMatch, { readonly kind: K }>,
  view: NftView,
) => Answer;

const yesNo = (holds: boolean, not = false): Answer => (holds === not ? 0 : 1);

const addressOf = (side: NftSide, { source, destination }: Packet): Ip =>
  side === 'source' ? source : destination;

const answers: { readonly [K in NftMatch['kind']]: Asked<K> } = {
  address: ({ side, net, not }, { packet }) => yesNo(isIn(net, addressOf(side, packet)) === true, not),
  addressAmong: ({ side, nets, not }, { packet }) =>
    yesNo(
      nets.some((net) => isIn(net, addressOf(side, packet)) === true),
      not,
    ),
  inSet: ({ key, set }, view) => yesNo(elementUnder(view, set, key) !== undefined),
  protocol: ({ is }, { packet }) => yesNo(packet.protocol === is),
  destinationPort: ({ protocol, port }, { packet }) =>
    yesNo(packet.protocol === protocol && packet.destinationPort === port),
  inInterface: ({ name, not }, { scene }) => yesNo(isInterface(name, scene.inInterface), not),
  conntrackState: ({ is }, { tracking }) => yesNo(tracking.state === (is === 'new' ? 'NEW' : 'INVALID')),
  conntrackStatus: (_match, { tracking }) => yesNo(tracking.destinationTranslated),
  markBits: ({ mask, set }, { packet }) => yesNo(((packet.mark & mask) >>> 0 !== 0) === set),
  localAddress: ({ side }, { packet, scene }) => yesNo(scene.isLocal(addressOf(side, packet))),
};

/** Whether one question of an nftables rule is answered yes. A port that nobody can know is taken for none that is named. */
export const answerOfNft = (match: NftMatch, view: NftView): Answer =>
  // The compiler does not see that the entry for a match's kind is the one that takes that match.
  (answers[match.kind] as Asked<NftMatch['kind']>)(match, view);

const isInterface = (pattern: string, name: string | undefined): boolean =>
  name !== undefined && (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

/** What a set or map holds for the packet; elements may be ranges. Sets that rules fill are empty for a first packet. */
export function elementUnder(
  { table, packet }: NftView,
  container: string,
  key: NftKey,
): NftElement | undefined {
  const { byKey, ranges } = indexOf(elementsOf(table, container));
  const wanted = key.map((field) => fieldOf(field, packet));
  return (
    byKey.get(wanted.join(' ')) ??
    ranges.find((element) => key.every((field, i) => isField(field, element.key[i] ?? '', wanted[i] ?? '')))
  );
}

interface ElementIndex {
  readonly byKey: ReadonlyMap<string, NftElement>;
  readonly ranges: readonly NftElement[];
}

const indexOf = memoByKey((elements: readonly NftElement[]): ElementIndex => ({
  byKey: new Map(elements.map((element) => [element.key.join(' '), element])),
  ranges: elements.filter(({ key }) => key.some((field) => field.includes('/'))),
}));

function fieldOf(field: NftField, packet: Packet): string {
  switch (field.kind) {
    case 'address':
      return addressOf(field.side, packet);
    case 'protocol':
      return packet.protocol;
    case 'destinationPort':
      return String(packet.destinationPort);
  }
}

const isField = (field: NftField, held: string, wanted: string): boolean =>
  field.kind === 'address' ? isIn(held, wanted as Ip) === true : held === wanted;
