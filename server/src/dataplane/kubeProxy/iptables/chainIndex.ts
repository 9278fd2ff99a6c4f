import type { ChainName } from '../../netfilter/chainName.ts';
import type { Chain } from '../../netfilter/ruleset.ts';
import { bytewise } from '../order.ts';

/** Chains whose names begin alike. They are put in order when somebody first walks them. */
interface Bucket {
  readonly chains: Chain[];
  ordered: boolean;
  /** The change that made it and may still write to it. */
  readonly owner: object;
}

/** So many letters of a name choose its bucket: the prefix of a service chain and two letters of its hash. */
const keyLength = 11;

/**
 * The chains of a table by name: those that come first in the order given, then the others by name. A cluster's nat table
 * has tens of thousands, of which an edit changes a few, so a new index shares with the old one what did not change.
 */
export class ChainIndex implements ReadonlyMap<ChainName, Chain> {
  readonly size: number;
  private readonly first: ReadonlyMap<ChainName, Chain>;
  private readonly buckets: ReadonlyMap<string, Bucket>;

  private constructor(
    first: ReadonlyMap<ChainName, Chain>,
    buckets: ReadonlyMap<string, Bucket>,
    size: number,
  ) {
    this.first = first;
    this.buckets = buckets;
    this.size = size;
  }

  static of(first: readonly Chain[], others: readonly Chain[]): ChainIndex {
    const empty = new ChainIndex(new Map(), new Map(), 0);
    return empty.changed(first, [], [others]);
  }

  /** Another index without some groups of chains and with some more; `first` replaces those in front. */
  changed(
    first: readonly Chain[],
    removed: readonly (readonly Chain[])[],
    added: readonly (readonly Chain[])[],
  ): ChainIndex {
    const buckets = new Map(this.buckets);
    const owner = {};
    let size = this.size - this.first.size + first.length;
    for (const group of removed)
      for (const chain of group) {
        const { chains } = writable(buckets, chain.name, owner);
        const at = chains.indexOf(chain);
        if (at === -1) continue;
        chains.splice(at, 1);
        size -= 1;
      }
    for (const group of added) {
      for (const chain of group) writable(buckets, chain.name, owner).chains.push(chain);
      size += group.length;
    }
    return new ChainIndex(new Map(first.map((chain) => [chain.name, chain])), buckets, size);
  }

  get(name: ChainName): Chain | undefined {
    const first = this.first.get(name);
    if (first !== undefined) return first;
    return this.buckets.get(name.slice(0, keyLength))?.chains.find((chain) => chain.name === name);
  }

  has(name: ChainName): boolean {
    return this.get(name) !== undefined;
  }

  *values(): Generator<Chain, undefined> {
    yield* this.first.values();
    const keys = [...this.buckets.keys()].sort(bytewise);
    for (const key of keys) {
      const bucket = this.buckets.get(key);
      if (bucket !== undefined) yield* inOrder(bucket);
    }
    return undefined;
  }

  *keys(): Generator<ChainName, undefined> {
    for (const { name } of this.values()) yield name;
    return undefined;
  }

  *entries(): Generator<[ChainName, Chain], undefined> {
    for (const chain of this.values()) yield [chain.name, chain];
    return undefined;
  }

  [Symbol.iterator](): Generator<[ChainName, Chain], undefined> {
    return this.entries();
  }

  forEach(visit: (chain: Chain, name: ChainName, map: ReadonlyMap<ChainName, Chain>) => void): void {
    for (const chain of this.values()) visit(chain, chain.name, this);
  }
}

/** The bucket of a name, copied first when another index has it too. */
function writable(buckets: Map<string, Bucket>, name: ChainName, owner: object): Bucket {
  const key = name.slice(0, keyLength);
  const known = buckets.get(key);
  if (known?.owner === owner) return known;
  const copy: Bucket = { chains: known === undefined ? [] : [...known.chains], ordered: false, owner };
  buckets.set(key, copy);
  return copy;
}

function inOrder(bucket: Bucket): readonly Chain[] {
  if (!bucket.ordered) {
    bucket.chains.sort((a, b) => bytewise(a.name, b.name));
    bucket.ordered = true;
  }
  return bucket.chains;
}
