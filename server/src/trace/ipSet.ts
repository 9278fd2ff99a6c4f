import type { IpSet } from '../dataplane/netfilter/ipvs.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Ip } from '../net/ip.ts';
import type { Packet } from './packet.ts';
import { isIn } from './range.ts';

type Side = 'src' | 'dst';

/**
 * Whether an ip set holds what `-m set --match-set NAME dst,dst,src` takes from the packet. The set's type says what
 * each word means: `hash:ip,port,net`, `bitmap:port`. A port that a kernel picked is taken for none that a set names.
 */
export function isInSet(
  set: IpSet,
  sides: readonly Side[],
  packet: Packet,
): boolean | { readonly unknown: string } {
  const dimensions = set.type.slice(set.type.indexOf(':') + 1).split(',');
  const strange = dimensions.find((dimension) => !['ip', 'net', 'port'].includes(dimension));
  if (strange !== undefined || dimensions.length > sides.length)
    return { unknown: `the ip set ${set.name} of type ${set.type} is not understood` };
  const isBitmap = set.type.startsWith('bitmap:');
  const wanted = dimensions.map((dimension, i) => fieldOf(dimension, sides[i] ?? 'dst', packet, isBitmap));
  if (!dimensions.includes('net')) return membersOf(set).has(wanted.join(','));
  return set.members.some(({ text }) => {
    const held = text.split(',');
    return wanted.every((field, i) =>
      dimensions[i] === 'net' ? isIn(held[i] ?? '', field as Ip) === true : held[i] === field,
    );
  });
}

const membersOf = memoByKey(
  ({ members }: IpSet): ReadonlySet<string> => new Set(members.map(({ text }) => text)),
);

/** As a member is printed: `10.49.0.1`, `tcp:80`; the ports of a bitmap are bare. */
function fieldOf(dimension: string, side: Side, packet: Packet, isBitmap: boolean): string {
  if (dimension !== 'port') return side === 'src' ? packet.source : packet.destination;
  const port = String(side === 'src' ? packet.sourcePort : packet.destinationPort);
  return isBitmap ? port : `${packet.protocol}:${port}`;
}
