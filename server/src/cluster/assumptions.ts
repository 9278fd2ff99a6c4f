import { sha256Uint32 } from '../digest/sha256.ts';
import { addressAt, addressesOf, familyOfCidr, prefixLengthOf, sizeOf, type Cidr } from '../net/cidr.ts';
import { bitsOf, type Ip } from '../net/ip.ts';
import type { PortRange } from '../net/port.ts';

/**
 * Every simulated value of the product is decided here. Each is taken from a hash of the object's own name, so that
 * adding or editing one object leaves the others where they were; only two objects that hash to one place make the
 * later one, by name, step to the next free place.
 */

/** What is in force when nothing says otherwise: the lab of the samples. */
export const builtInLab = {
  podCIDR: '10.48.0.0/16' as Cidr,
  serviceCIDR: '10.49.0.0/16' as Cidr,
  nodeSubnet: '10.0.1.0/24' as Cidr,
  gateway: '10.0.1.1' as Ip,
  nodes: [
    { name: 'control1', ip: '10.0.1.20' as Ip, controlPlane: true },
    { name: 'worker1', ip: '10.0.1.30' as Ip, controlPlane: false },
    { name: 'worker2', ip: '10.0.1.31' as Ip, controlPlane: false },
  ],
  bastion: { name: 'bastion', ip: '10.0.1.10' as Ip, interfaceName: 'eth0' },
  nodePortRange: { from: 30000, to: 32767 },
  clusterDomain: 'cluster.local',
} as const;

/** Hands out places by name; what somebody wrote down is taken before anything is simulated. */
export interface Places<T extends string | number> {
  readonly take: (value: T) => void;
  readonly isTaken: (value: T) => boolean;
  /** The place of `name`, or undefined when all are taken. */
  readonly assign: (name: string) => T | undefined;
}

/** How a name that finds its place taken goes on: to the next place, or to other places of its own choice first. */
type Probing = 'next' | 'scattered';

/** How many places of its own choice a name tries before it takes the next free one. */
const scatteredPlaces = 16;

/**
 * `scattered` is for ranges where many names meet: there one that goes would let all move up that had to step aside, and
 * with `next` those are hundreds.
 */
function places<T extends string | number>(
  count: number,
  at: (index: number) => T,
  probing: Probing = 'next',
): Places<T> {
  const taken = new Set<T>();
  let isFull = false;
  const takeIfFree = (index: number): T | undefined => {
    const value = at(index);
    if (taken.has(value)) return undefined;
    taken.add(value);
    return value;
  };
  const scattered = (name: string): T | undefined => {
    for (let turn = 1; turn < scatteredPlaces; turn += 1) {
      const value = takeIfFree(hashed(`${name} ${String(turn)}`) % count);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const nextFree = (start: number): T | undefined => {
    for (let step = 1; step < count; step += 1) {
      const value = takeIfFree((start + step) % count);
      if (value !== undefined) return value;
    }
    isFull = true;
    return undefined;
  };
  return {
    take: (value) => taken.add(value),
    isTaken: (value) => taken.has(value),
    assign: (name) => {
      if (isFull) return undefined;
      const start = hashed(name) % count;
      return takeIfFree(start) ?? (probing === 'scattered' ? scattered(name) : undefined) ?? nextFree(start);
    },
  };
}

const hashes = new Map<string, number>();

/** Names come back at every edit; their hashes are kept. */
function hashed(name: string): number {
  const known = hashes.get(name);
  if (known !== undefined) return known;
  if (hashes.size > 100_000) hashes.clear();
  const hash = sha256Uint32(name);
  hashes.set(name, hash);
  return hash;
}

/**
 * Cluster IPs: above the band that is kept for addresses chosen by hand
 * (pkg/registry/core/service/ipallocator: calculateRangeOffset, since Kubernetes 1.26).
 */
export function clusterIpPlaces(range: Cidr): Places<string> {
  const size = Number(sizeOf(range) > 65536n ? 65536n : sizeOf(range)) - 2;
  const band = size <= 16 ? 0 : Math.min(Math.max(16, Math.floor((size + 2) / 16)), 256);
  const at = addressesOf(range);
  return places<string>(Math.max(size - band, 1), (index) => at(1 + band + index), 'scattered');
}

/** Node ports: above the band for ports chosen by hand (pkg/registry/core/service/portallocator, since 1.28). */
export function nodePortPlaces({ from, to }: PortRange): Places<number> {
  const size = to - from + 1;
  const band = size < 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
  return places(size - band, (index) => from + band + index, 'scattered');
}

/** Ranges of this prefix length in `range`, one to be taken by each node. */
export function nodeRangePlaces(range: Cidr, prefixLength: number): Places<string> {
  const length = Math.max(prefixLengthOf(range), prefixLength);
  const count = Math.min(2 ** (length - prefixLengthOf(range)), 65536);
  const size = 2n ** BigInt(bitsOf(familyOfCidr(range)) - length);
  return places<string>(count, (index) => `${addressAt(range, BigInt(index) * size)}/${String(length)}`);
}

/** Pod addresses of one block; the network address is used too, as Calico does. */
export function podAddressPlaces(block: Cidr): Places<string> {
  const size = Number(sizeOf(block) > 65536n ? 65536n : sizeOf(block));
  return places<string>(size, addressesOf(block));
}

/**
 * Addresses of machines on one subnet, or of pods in a node's own range: network, broadcast and first address, which is
 * the gateway's, are left out.
 */
export function hostPlaces(range: Cidr): Places<string> {
  const size = Number(sizeOf(range) > 65536n ? 65536n : sizeOf(range));
  const at = addressesOf(range);
  return places<string>(Math.max(size - 3, 1), (index) => at(index + 2));
}
