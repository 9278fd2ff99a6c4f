import type { Cluster } from '../../../cluster/cluster.ts';
import type { Speaker } from '../../../dataplane/routing/sessions.ts';
import { isSimulated } from '../../../origin/origin.ts';
import {
  allHosts,
  type PanelCommon,
  type PanelModel,
  type PanelRequest,
  type PanelTable,
} from '../../../protocol/panel.ts';
import { findSpeaker, sessionsAt, speakerName } from '../../bgp/speakers.ts';
import type { ViewContext } from '../../viewContext.ts';
import { count } from '../../words.ts';
import type { InScope } from '../scope.ts';
import { costlyTable, panelTable, type TableDraft } from '../tables.ts';
import { bgpPicture } from './picture.ts';
import { refusedTable } from './refused.ts';
import { announcementsTable, learntTable } from './routeTables.ts';
import { meshMembers, sessionsTable } from './sessionTables.ts';

type BgpModel = Pick<
  Extract<PanelModel, { readonly kind: 'tables' }>,
  'kind' | 'picture' | 'tables' | 'summary' | 'at' | 'hosts'
>;

/** Who speaks BGP with whom, what is announced, and for one host what it learns and does not. */
export function panelBgp(
  { cluster, locate }: ViewContext,
  request: PanelRequest,
  saved: ViewContext | undefined,
  inScope: InScope,
): BgpModel {
  const at = speakerInView(cluster, request);
  const input = { request, inScope, locate };
  const before = saved === undefined ? undefined : savedCluster(saved.cluster, at);
  const members = meshMembers(cluster, request.ipFamily).length;
  const announced = announcementsOf(cluster, at, request);
  const sessions = sessionsTable(cluster, at, request.ipFamily);
  return {
    kind: 'tables',
    at: at === undefined ? allHosts : speakerName(at),
    hosts: speakerChoices(cluster),
    picture: bgpPicture(cluster, at, request.ipFamily),
    tables: [
      panelTable(input, sessions, before && sessionsTable(before.cluster, before.at, request.ipFamily)),
      ...announced.map((draft) =>
        panelTable(input, draft, before && announcementsOf(before.cluster, before.at, request)[0]),
      ),
      ...(at === undefined ? [] : tablesOf(cluster, at, before, input)),
    ],
    summary: [
      count(sessionsAt(cluster, at, request.ipFamily).length, at === undefined ? 'peer session' : 'session'),
      ...(at === undefined && members > 1 ? [`node-to-node mesh of ${count(members, 'node')}`] : []),
      ...announced.map(({ rows }) => count(rows.length, 'announcement')),
    ],
  };
}

/** A machine outside announces nothing. */
const announcementsOf = (
  cluster: Cluster,
  at: Speaker | undefined,
  { ipFamily }: PanelRequest,
): readonly TableDraft[] => (at?.kind === 'external' ? [] : [announcementsTable(cluster, at, ipFamily)]);

interface Before {
  readonly cluster: Cluster;
  readonly at: Speaker | undefined;
}

/** What one host learns, and does not get. */
function tablesOf(
  cluster: Cluster,
  at: Speaker,
  before: Before | undefined,
  input: Parameters<typeof costlyTable>[0],
): readonly PanelTable[] {
  const family = input.request.ipFamily;
  const then = before?.at;
  const learnt = costlyTable(input, cluster, {
    id: 'learnt',
    name: 'Learns',
    draft: () => learntTable(cluster, at, family),
    saved: () => before && then && learntTable(before.cluster, then, family),
  });
  const refused = costlyTable(input, cluster, {
    id: 'refused',
    name: 'Does not get',
    draft: () => refusedTable(cluster, at, family, 'Does not get'),
    saved: () => before && then && refusedTable(before.cluster, then, family, 'Does not get'),
  });
  return [learnt, refused].filter((table) => table !== undefined);
}

const speakerInView = (cluster: Cluster, { at }: PanelRequest): Speaker | undefined =>
  at === undefined || at === allHosts ? undefined : findSpeaker(cluster, at);

/** Undefined where the host that is looked at was not there. */
function savedCluster(cluster: Cluster, at: Speaker | undefined): Before | undefined {
  const then = at === undefined ? undefined : findSpeaker(cluster, speakerName(at));
  return at !== undefined && then === undefined ? undefined : { cluster, at: then };
}

function speakerChoices({ nodes, externalHosts }: Cluster): PanelCommon['hosts'] {
  const speakers = externalHosts.filter(({ bgp }) => bgp !== undefined);
  return [
    { name: allHosts, detail: '', kind: 'all' },
    ...nodes.map(({ name, addresses, because }) => ({
      name,
      detail: `${addresses.map(({ value }) => value).join(', ')}${isSimulated(because) ? ' (simulated)' : ''}`,
      kind: 'node' as const,
    })),
    ...speakers.map(({ name, interfaces, because }) => ({
      name,
      detail: `${interfaces.flatMap(({ addresses }) => addresses.map(({ ip }) => ip)).join(', ')}${isSimulated(because) ? ' (simulated)' : ''}`,
      kind: 'host' as const,
    })),
  ];
}
