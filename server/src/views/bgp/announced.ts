import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { announcements, type Announcement } from '../../dataplane/routing/announcements.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { compareCidr } from '../../net/prefixTree.ts';
import { merge, type Origin } from '../../origin/origin.ts';
import { whyAnnounced } from './why.ts';

/** A prefix, and the nodes that announce it for one reason. */
export interface Announced {
  readonly prefix: Cidr;
  readonly kind: Announcement['reason']['kind'];
  readonly nodes: readonly string[];
  readonly why: string;
  /** Nodes that would announce it too, but for their exclusion label. */
  readonly excluded: readonly string[];
  readonly because: Origin;
}

/** Everything that these nodes announce by themselves, by prefix; nodes with one reason stand together. */
export function announcedBy(
  cluster: Cluster,
  nodes: readonly BgpNode[],
  family: IpFamily,
): readonly Announced[] {
  const groups = new Map<string, { readonly announcement: Announcement; why: string; nodes: string[] }>();
  for (const { name } of nodes)
    for (const announcement of announcements(cluster, name, family)) {
      const why = whyAnnounced(cluster, name, announcement);
      const key = `${announcement.prefix} ${why}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { announcement, why, nodes: [name] });
      else known.nodes.push(name);
    }
  const excluded = bgpNodes(cluster).flatMap(({ name, excludedFromServices }) =>
    excludedFromServices === undefined ? [] : [{ name, because: excludedFromServices }],
  );
  return [...groups.values()]
    .map(({ announcement: { prefix, reason, because }, why, nodes: names }): Announced => {
      const keptOut = reason.kind === 'serviceRange' ? excluded : [];
      return {
        prefix,
        kind: reason.kind,
        nodes: names,
        why,
        excluded: keptOut.map(({ name }) => name),
        because: merge(because, ...keptOut.map((out) => out.because)),
      };
    })
    .sort((a, b) => compareCidr(a.prefix, b.prefix));
}
