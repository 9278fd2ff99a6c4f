import type { Cluster } from '../../../cluster/cluster.ts';
import { refusedTo, type Refusal } from '../../../dataplane/routing/refused.ts';
import type { Speaker } from '../../../dataplane/routing/sessions.ts';
import type { Cidr } from '../../../net/cidr.ts';
import type { IpFamily } from '../../../net/ip.ts';
import { compareCidr } from '../../../net/prefixTree.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import { speakerName } from '../../bgp/speakers.ts';
import { listed } from '../../words.ts';
import { codeCell, plainCell, type RowDraft, type TableDraft } from '../tables.ts';

/** A prefix that does not get to a host, from whom, and who says no. */
export interface RefusedPrefix {
  readonly prefix: Cidr;
  readonly from: readonly string[];
  readonly why: string;
  readonly because: Origin;
}

/** What is refused on the way to a host, by prefix; senders that are refused for one reason stand together. */
export function refusedPrefixes(cluster: Cluster, at: Speaker, family: IpFamily): readonly RefusedPrefix[] {
  const groups = new Map<string, RefusedPrefix>();
  for (const refusal of refusedTo(cluster, at, family)) {
    const { prefix, session, because } = refusal;
    const why = whyRefused(refusal, speakerName(at));
    const key = `${prefix} ${why}`;
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined
        ? { prefix, from: [session.local.name], why, because }
        : { ...known, from: [...known.from, session.local.name], because: merge(known.because, because) },
    );
  }
  return [...groups.values()].sort((a, b) => compareCidr(a.prefix, b.prefix));
}

function whyRefused({ by, session }: Refusal, receiver: string): string {
  switch (by.kind) {
    case 'export filter':
      return `a BGPFilter of BGPPeer ${session.peering?.peer.name ?? ''} rejects it on its way out`;
    case 'import filter':
      return `a BGPFilter of ${receiver} rejects it on its way in`;
    case 'pool':
      return `pool ${by.pool} has disableBGPExport`;
    case 'host':
      return `${receiver} takes only ${listed([...by.takes], 8)}`;
    case 'loop':
      return `the AS number of ${receiver} is in the path already: ${by.asPath.join(' ')}`;
  }
}

/** The rows of a host’s table of what it does not get. */
export function refusedTable(
  cluster: Cluster,
  at: Speaker,
  family: IpFamily,
  name: string,
): TableDraft | undefined {
  const refused = refusedPrefixes(cluster, at, family);
  if (refused.length === 0) return undefined;
  return {
    id: 'refused',
    name,
    noun: 'prefix',
    columns: [
      { name: 'prefix', size: 'address' },
      { name: 'from', size: 'name' },
      { name: 'why', size: 'text' },
    ],
    scoped: 'strictly',
    open: true,
    rows: refused.map(({ prefix, from, why, because }): RowDraft => ({
      because,
      tell: () => ({ cells: [codeCell(prefix), plainCell(listed([...from], 4)), plainCell(why)] }),
    })),
  };
}
