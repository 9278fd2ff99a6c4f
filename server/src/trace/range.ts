import { networkOf, parseCidrOrIp, prefixLengthOf } from '../net/cidr.ts';
import { bitsOf, familyOf, toNumber, type Ip, type IpFamily } from '../net/ip.ts';

/** A range ready to be asked thousands of times. IPv4 fits a number, which is much faster than a big integer. */
type Range =
  | { readonly family: 4; readonly network: number; readonly mask: number }
  | { readonly family: 6; readonly network: bigint; readonly hostBits: bigint };

/** Whether an address or range, as a rule writes it, holds the address; undefined where it is neither. */
export function isIn(net: string, ip: Ip): boolean | undefined {
  const range = rangeOf(net);
  if (range === undefined) return undefined;
  if (range.family !== familyOf(ip)) return false;
  return range.family === 4
    ? (v4Number(ip) & range.mask) === range.network
    : toNumber(ip) >> range.hostBits === range.network;
}

// Rules repeat a few thousand texts; reading each once is most of the work of a large chain.
const ranges = new Map<string, Range | undefined>();
const mostRanges = 50_000;

function rangeOf(net: string): Range | undefined {
  if (ranges.has(net)) return ranges.get(net);
  if (ranges.size >= mostRanges) ranges.clear();
  const range = readRange(net);
  ranges.set(net, range);
  return range;
}

function readRange(net: string): Range | undefined {
  const parsed = parseCidrOrIp(net);
  if (parsed === undefined) return undefined;
  const length = prefixLengthOf(parsed.network);
  const family: IpFamily = parsed.family;
  const network = toNumber(networkOf(parsed.network));
  if (family === 4) {
    const mask = length === 0 ? 0 : -1 << (32 - length);
    return { family, mask, network: Number(network) & mask };
  }
  const hostBits = BigInt(bitsOf(family) - length);
  return { family, hostBits, network: network >> hostBits };
}

let last: { readonly ip: Ip; readonly number: number } | undefined;

/** A packet's address is asked about by every rule in turn. */
function v4Number(ip: Ip): number {
  if (last?.ip !== ip)
    last = { ip, number: ip.split('.').reduce((all, octet) => (all << 8) | Number(octet), 0) };
  return last.number;
}
