import type { IpSet } from '../dataplane/netfilter/ipvs.ts';
import { contains, parseCidrOrIp } from '../net/cidr.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import type { Packet, PacketPort } from './packet.ts';

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
  const fields = dimensions.map((dimension, i) => fieldOf(dimension, sides[i] ?? 'dst', packet));
  return set.members.some(({ text }) => holds(text, set.type.startsWith('bitmap:'), fields, packet));
}

interface Field {
  readonly ip: Ip;
  readonly port: number | undefined;
  readonly dimension: string;
}

const fieldOf = (dimension: string, side: Side, packet: Packet): Field =>
  side === 'src'
    ? { dimension, ip: packet.source, port: numbered(packet.sourcePort) }
    : { dimension, ip: packet.destination, port: numbered(packet.destinationPort) };

const numbered = (port: PacketPort): number | undefined => (typeof port === 'number' ? port : undefined);

function holds(member: string, isBitmap: boolean, fields: readonly Field[], { protocol }: Packet): boolean {
  const written = member.split(',');
  return fields.every(({ dimension, ip, port }, i) => {
    const text = written[i] ?? '';
    if (dimension === 'port') return text === (isBitmap ? String(port) : `${protocol}:${String(port)}`);
    const range = parseCidrOrIp(text);
    return dimension === 'ip' ? parseIp(text) === ip : range !== undefined && contains(range.network, ip);
  });
}
