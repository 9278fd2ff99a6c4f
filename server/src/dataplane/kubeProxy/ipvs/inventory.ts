import { memoByKey } from '../../../memo/memo.ts';
import type { BoundAddress, IpSetMember, VirtualServer } from '../../netfilter/ipvs.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import { emptyList, patched, type KeyedList, type Wish } from './keyedList.ts';
import type { BarredAccess } from './rules.ts';
import { serviceItemsOf, type ServiceItem } from './serviceItems.ts';
import type { SetName } from './sets.ts';

/** What the service ports of a node put into its kernel, each thing once. */
export interface Inventory {
  /** By protocol, address and port. */
  readonly virtualServers: readonly VirtualServer[];
  /** Members of each set that has any, bytewise order. */
  readonly members: ReadonlyMap<SetName, readonly IpSetMember[]>;
  /** Addresses on kube-ipvs0, bytewise order. */
  readonly bound: readonly BoundAddress[];
  /** By the service port's name. */
  readonly barred: readonly BarredAccess[];
}

/** The order of the last time is kept, so that a changed service costs no more than its own items. */
export const inventoryOf: (proxy: ProxyNode) => (ports: readonly ServicePortInfo[]) => Inventory = memoByKey(
  (proxy: ProxyNode) => keepInOrder(serviceItemsOf(proxy)),
);

interface Lists {
  readonly server: KeyedList<VirtualServer>;
  readonly bound: KeyedList<BoundAddress>;
  readonly barred: KeyedList<BarredAccess>;
  readonly member: ReadonlyMap<SetName, KeyedList<IpSetMember>>;
}

function keepInOrder(
  itemsOf: (info: ServicePortInfo) => readonly ServiceItem[],
): (ports: readonly ServicePortInfo[]) => Inventory {
  let last: readonly ServicePortInfo[] = [];
  let lists: Lists = { server: emptyList, bound: emptyList, barred: emptyList, member: new Map() };
  let inventory = toInventory(lists);
  return (ports) => {
    const { gone, come } = difference(last, ports);
    if (gone.length > 0 || come.length > 0) {
      const itemsOfAll = (infos: readonly ServicePortInfo[]): readonly ServiceItem[] =>
        infos.flatMap((info) => itemsOf(info));
      lists = patchLists(lists, byList(itemsOfAll(gone)), byList(itemsOfAll(come)));
      inventory = toInventory(lists);
    }
    last = ports;
    return inventory;
  };
}

/** What only one of two lists has. What they share at both ends is passed over first, since little changes at a time. */
function difference<T>(
  before: readonly T[],
  after: readonly T[],
): { gone: readonly T[]; come: readonly T[] } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [old, now] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const [inOld, inNow] = [new Set(old), new Set(now)];
  return { gone: old.filter((item) => !inNow.has(item)), come: now.filter((item) => !inOld.has(item)) };
}

interface Sorted {
  readonly server: Wish<VirtualServer>[];
  readonly bound: Wish<BoundAddress>[];
  readonly barred: Wish<BarredAccess>[];
  readonly member: Map<SetName, Wish<IpSetMember>[]>;
}

function byList(items: readonly ServiceItem[]): Sorted {
  const sorted: Sorted = { server: [], bound: [], barred: [], member: new Map() };
  for (const item of items) {
    switch (item.kind) {
      case 'server':
        sorted.server.push(item.wish);
        break;
      case 'bound':
        sorted.bound.push(item.wish);
        break;
      case 'barred':
        sorted.barred.push(item.wish);
        break;
      case 'member': {
        const known = sorted.member.get(item.set);
        if (known === undefined) sorted.member.set(item.set, [item.wish]);
        else known.push(item.wish);
      }
    }
  }
  return sorted;
}

function patchLists(lists: Lists, gone: Sorted, come: Sorted): Lists {
  const member = new Map(lists.member);
  for (const set of new Set([...gone.member.keys(), ...come.member.keys()]))
    member.set(
      set,
      patched(lists.member.get(set) ?? emptyList, gone.member.get(set) ?? [], come.member.get(set) ?? []),
    );
  return {
    server: patched(lists.server, gone.server, come.server),
    bound: patched(lists.bound, gone.bound, come.bound),
    barred: patched(lists.barred, gone.barred, come.barred),
    member,
  };
}

const toInventory = ({ server, bound, barred, member }: Lists): Inventory => ({
  virtualServers: server.things,
  bound: bound.things,
  barred: barred.things,
  members: new Map(
    [...member].flatMap(([set, { things }]) => (things.length === 0 ? [] : [[set, things] as const])),
  ),
});
