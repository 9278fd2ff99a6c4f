import type { Cluster } from '../../../cluster/cluster.ts';
import type { Speaker } from '../../../dataplane/routing/sessions.ts';
import { isSimulated } from '../../../origin/origin.ts';
import { allHosts, type PanelCommon, type PanelModel, type PanelRequest } from '../../../protocol/panel.ts';
import { findSpeaker, sessionsAt, speakerName } from '../../bgp/speakers.ts';
import type { ViewContext } from '../../viewContext.ts';
import { count } from '../../words.ts';
import type { InScope } from '../scope.ts';
import { panelTable, type TableDraft } from '../tables.ts';
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
  const drafts = draftsOf(cluster, at, request);
  const members = meshMembers(cluster, request.ipFamily).length;
  const before = saved === undefined ? [] : savedDrafts(saved.cluster, at, request);
  const tables = drafts.map((draft) =>
    panelTable(
      { request, inScope, locate },
      draft,
      before.find(({ id }) => id === draft.id),
    ),
  );
  return {
    kind: 'tables',
    at: at === undefined ? allHosts : speakerName(at),
    hosts: speakerChoices(cluster),
    picture: bgpPicture(cluster, at, request.ipFamily),
    tables,
    summary: [
      count(sessionsAt(cluster, at, request.ipFamily).length, at === undefined ? 'peer session' : 'session'),
      ...(at === undefined && members > 1 ? [`node-to-node mesh of ${count(members, 'node')}`] : []),
      ...drafts.flatMap(({ id, rows }) => {
        const noun = nouns[id];
        return noun === undefined ? [] : [count(rows.length, noun)];
      }),
    ],
  };
}

const nouns: Readonly<Record<string, string>> = {
  announcements: 'announcement',
  learnt: 'learnt path',
  refused: 'refused prefix',
};

const speakerInView = (cluster: Cluster, { at }: PanelRequest): Speaker | undefined =>
  at === undefined || at === allHosts ? undefined : findSpeaker(cluster, at);

function savedDrafts(
  cluster: Cluster,
  at: Speaker | undefined,
  request: PanelRequest,
): readonly TableDraft[] {
  const then = at === undefined ? undefined : findSpeaker(cluster, speakerName(at));
  return at !== undefined && then === undefined ? [] : draftsOf(cluster, then, request);
}

function draftsOf(
  cluster: Cluster,
  at: Speaker | undefined,
  { ipFamily }: PanelRequest,
): readonly TableDraft[] {
  const announced = announcementsTable(cluster, at, ipFamily);
  return [
    sessionsTable(cluster, at, ipFamily),
    ...(at?.kind === 'external' ? [] : [announced]),
    ...(at === undefined ? [] : [learntTable(cluster, at, ipFamily)]),
    ...(at === undefined ? [] : [refusedTable(cluster, at, ipFamily, 'Does not get')]),
  ].filter((table) => table !== undefined);
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
