import { memoByKey } from '../../../memo/memo.ts';
import type { ProxyNode } from '../proxyNode.ts';
import { bytewise } from '../order.ts';
import type { ServicePortInfo } from '../services.ts';
import { serviceItemsOf, type ServiceItem } from './serviceItems.ts';

/** An item and the service port it belongs to. */
export interface Entry {
  readonly item: ServiceItem;
  readonly owner: ServicePortInfo;
}

/**
 * Everything that the service ports put into one node's kernel, by key; where two ports share a key, in the order of
 * their names. The order of the last time is kept, so that a changed service costs no more than its own items.
 */
export const inventoryOf: (proxy: ProxyNode) => (ports: readonly ServicePortInfo[]) => readonly Entry[] =
  memoByKey((proxy: ProxyNode) => keepInOrder(serviceItemsOf(proxy)));

function keepInOrder(
  itemsOf: (info: ServicePortInfo) => readonly ServiceItem[],
): (ports: readonly ServicePortInfo[]) => readonly Entry[] {
  let owners: ReadonlySet<ServicePortInfo> = new Set();
  let entries: readonly Entry[] = [];
  return (ports) => {
    const present = new Set(ports);
    const added = ports.filter((port) => !owners.has(port));
    const nothingGone = owners.size === ports.length - added.length;
    if (added.length === 0 && nothingGone) return entries;
    const kept = nothingGone ? entries : entries.filter(({ owner }) => present.has(owner));
    const fresh = added.flatMap((owner) => itemsOf(owner).map((item): Entry => ({ item, owner })));
    entries = mergeSorted(kept, fresh.sort(inOrder));
    owners = present;
    return entries;
  };
}

const inOrder = (a: Entry, b: Entry): number =>
  bytewise(a.item.key, b.item.key) ||
  bytewise(a.owner.name, b.owner.name) ||
  bytewise(a.owner.protocol, b.owner.protocol);

function mergeSorted(a: readonly Entry[], b: readonly Entry[]): readonly Entry[] {
  if (a.length === 0) return b;
  const merged: Entry[] = [];
  let next = 0;
  for (const entry of a) {
    for (let first = b[next]; first !== undefined && inOrder(first, entry) < 0; first = b[next]) {
      merged.push(first);
      next += 1;
    }
    merged.push(entry);
  }
  return [...merged, ...b.slice(next)];
}
