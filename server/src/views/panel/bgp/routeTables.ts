import { bgpNodes, exclusionLabel } from '../../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { learnedBy } from '../../../dataplane/routing/learn.ts';
import { pathOrigin, type Path } from '../../../dataplane/routing/path.ts';
import { advertisedRanges } from '../../../dataplane/routing/serviceRoutes.ts';
import type { Speaker } from '../../../dataplane/routing/sessions.ts';
import { familyOfCidr, type Cidr } from '../../../net/cidr.ts';
import type { IpFamily } from '../../../net/ip.ts';
import { compareCidr, isWithin } from '../../../net/prefixTree.ts';
import { announcedBy } from '../../bgp/announced.ts';
import { attributesOf } from '../../bgp/paths.ts';
import { announcerOf, whyPath } from '../../bgp/why.ts';
import { listed } from '../../words.ts';
import { codeCell, hostCell, plainCell, type RowDraft, type TableDraft } from '../tables.ts';

/** Which prefix is announced by which nodes, and why: of one node, or of all. */
export function announcementsTable(
  cluster: Cluster,
  speaker: Speaker | undefined,
  family: IpFamily,
): TableDraft {
  const nodes = speaker === undefined ? bgpNodes(cluster) : speaker.kind === 'node' ? [speaker.node] : [];
  return {
    id: 'announcements',
    name: 'Announcements',
    noun: 'announcement',
    columns: [
      { name: 'prefix', size: 'address' },
      { name: 'announced by', size: 'name' },
      { name: 'why', size: 'text' },
    ],
    scoped: 'strictly',
    open: true,
    rows: announcedBy(cluster, nodes, family).map(
      ({ prefix, nodes: by, why, excluded, because }): RowDraft => ({
        because,
        tell: () => ({
          cells: [codeCell(prefix), plainCell(announcers(by, cluster)), plainCell(why)],
          note:
            excluded.length === 0
              ? undefined
              : `${listed([...excluded])} announces no service routes: label ${exclusionLabel}`,
        }),
      }),
    ),
  };
}

const announcers = (by: readonly string[], { nodes }: Cluster): string =>
  by.length > 5 && by.length === nodes.length ? `all ${String(nodes.length)} nodes` : listed([...by]);

/** What a speaker receives and takes, the best path of each prefix first. */
export function learntTable(cluster: Cluster, speaker: Speaker, family: IpFamily): TableDraft {
  const takes = speaker.kind === 'external' ? speaker.host.bgp?.importPrefixes : undefined;
  const wanted = (prefix: Cidr): boolean =>
    familyOfCidr(prefix) === family && (takes === undefined || isWithin(takes, prefix));
  const learned = [...learnedBy(cluster, speaker, family, wanted)].sort(([a], [b]) => compareCidr(a, b));
  return {
    id: 'learnt',
    name: 'Learns',
    noun: 'path',
    columns: [
      { name: 'prefix', size: 'address' },
      { name: 'next hop', size: 'address' },
      { name: 'announced by', size: 'name' },
      { name: 'why', size: 'text' },
    ],
    scoped: 'strictly',
    open: true,
    rows: learned.flatMap(([, paths]) =>
      paths.map((path): RowDraft => ({
        because: pathOrigin(path),
        tell: () => learntRow(cluster, speaker, path),
      })),
    ),
  };
}

function learntRow(cluster: Cluster, speaker: Speaker, path: Path): ReturnType<RowDraft['tell']> {
  const attributes = attributesOf(path).filter(({ name }) => name !== 'next hop');
  const ranges = speaker.kind === 'node' ? advertisedRanges(cluster).map(({ value }) => value) : [];
  const says = [
    ...attributes.map(({ name, value }) => `${name} ${value}`),
    ...(isWithin(ranges, path.prefix)
      ? ['kept out of the kernel, for it lies in an announced range: kube-proxy translates before routing']
      : []),
  ];
  return {
    cells: [
      codeCell(path.prefix),
      codeCell(path.nextHop),
      hostCell(announcerOf(path).name),
      plainCell(whyPath(cluster, path)),
    ],
    note: says.length === 0 ? undefined : says.join(' · '),
  };
}
