import type {
  BgpPicture,
  ListingBlock,
  ListingLine,
  PanelCause,
  PanelCell,
  PanelColumn,
  PanelCommon,
  PanelModel,
  PanelPath,
  PanelPlace,
  PanelPosition,
  PanelRequest,
  PanelRoute,
  PanelRow,
  PanelTable,
  PanelTrace,
  PictureLink,
  PictureSpeaker,
  RuleChain,
  RuleRow,
  RuleSection,
  RuleWord,
  ToPanel,
  TraceBranch,
  TraceHop,
  TraceStep,
} from '../../server/src/protocol/panel.ts';
import {
  byField,
  isFlag,
  isNumber,
  isText,
  listOf,
  maybe,
  oneOf,
  shape,
  sparse,
  type Guard,
} from './guards.ts';

const isPosition = shape<PanelPosition>({ line: isNumber, character: isNumber });
const isPlace = shape<PanelPlace>({ uri: isText, start: isPosition, end: isPosition, label: isText });

const isCause = byField<'kind', PanelCause>('kind', {
  manifest: shape({ kind: oneOf('manifest'), place: isPlace, note: isText }),
  explained: shape({ kind: oneOf('explained'), text: isText, simulated: isFlag }),
});
const areCauses = listOf(isCause);

const isView = oneOf('iptables', 'ipvs', 'nftables', 'routes', 'bgp', 'ipam', 'trace');
const isMode = oneOf('iptables', 'ipvs', 'nftables');
const isChange = maybe(oneOf('added', 'removed'));
const isVerdict = oneOf('delivered', 'dropped', 'rejected', 'no route', 'unknown');

const requestFields = {
  view: isView,
  at: maybe(isText),
  scope: oneOf('resource', 'file', 'cluster'),
  filter: isText,
  focus: maybe(shape<NonNullable<PanelRequest['focus']>>({ uri: isText, position: isPosition })),
  whatIf: sparse<Required<PanelRequest['whatIf']>>({ kubernetesVersion: isText, proxyMode: isMode }),
  ipFamily: oneOf(4, 6),
  opened: listOf(isText),
  closed: listOf(isText),
  trace: maybe(shape<NonNullable<PanelRequest['trace']>>({ from: isText, to: isText })),
  branch: maybe(isNumber),
};

export const isRequest: Guard<PanelRequest> = shape<PanelRequest>(requestFields);
const isPatch = sparse<PanelRequest>(requestFields);

const isWord = shape<RuleWord>({ not: isFlag, option: isText, value: isText, simulated: isFlag });
const isRule = shape<RuleRow>({
  number: maybe(isNumber),
  change: isChange,
  target: maybe(shape<NonNullable<RuleRow['target']>>({ text: isText, chain: maybe(isText) })),
  targetOptions: listOf(isWord),
  words: listOf(isWord),
  comment: maybe(isText),
  original: isText,
  because: areCauses,
});
const isChain = shape<RuleChain>({
  id: isText,
  name: isText,
  depth: isNumber,
  stands: maybe(isText),
  meta: isText,
  open: isFlag,
  added: isNumber,
  removed: isNumber,
  rules: listOf(isRule),
});
const isSection = shape<RuleSection>({
  id: isText,
  name: isText,
  meta: isText,
  open: isFlag,
  chains: listOf(isChain),
});

const isListingLine = shape<ListingLine>({
  text: isText,
  depth: isNumber,
  simulated: isFlag,
  change: isChange,
  because: areCauses,
});
const isBlock = shape<ListingBlock>({
  id: isText,
  name: isText,
  meta: isText,
  open: isFlag,
  lines: listOf(isListingLine),
});

const isPath = shape<PanelPath>({
  announcedBy: listOf(isText),
  why: isText,
  attributes: listOf(shape<PanelPath['attributes'][number]>({ name: isText, value: isText })),
});
const isRoute = shape<PanelRoute>({
  lines: listOf(isText),
  paths: listOf(isPath),
  change: isChange,
  note: maybe(isText),
  because: areCauses,
});

const isCell = shape<PanelCell>({
  text: isText,
  tone: oneOf('plain', 'code', 'muted', 'good', 'bad'),
  host: maybe(isText),
});
const isTable = shape<PanelTable>({
  id: isText,
  name: isText,
  meta: isText,
  open: isFlag,
  columns: listOf(
    shape<PanelColumn>({ name: isText, size: oneOf('word', 'address', 'name', 'text', 'number') }),
  ),
  rows: listOf(
    shape<PanelRow>({
      cells: listOf(isCell),
      note: maybe(isText),
      change: isChange,
      depth: isNumber,
      because: areCauses,
    }),
  ),
  left: isNumber,
});

const isPicture = shape<BgpPicture>({
  words: isText,
  speakers: listOf(
    shape<PictureSpeaker>({
      side: oneOf('peer', 'reflector', 'node'),
      title: isText,
      subtitle: isText,
      announces: maybe(isText),
      host: maybe(isText),
      words: isText,
    }),
  ),
  links: listOf(
    shape<PictureLink>({
      to: isNumber,
      from: isNumber,
      protocol: oneOf('iBGP', 'eBGP'),
      state: oneOf('up', 'partly', 'down'),
      carries: isText,
      note: isText,
    }),
  ),
  mesh: maybe(shape<NonNullable<BgpPicture['mesh']>>({ members: listOf(isNumber), title: isText })),
});

const isStep = shape<TraceStep>({
  kind: oneOf('route', 'rule', 'ipvs', 'passed', 'verdict', 'reply'),
  where: maybe(isText),
  chain: maybe(isText),
  text: isText,
  target: maybe(isText),
  note: maybe(isText),
  changes: listOf(shape<TraceStep['changes'][number]>({ field: isText, before: isText, after: isText })),
  passed: isNumber,
  because: areCauses,
});
const isHop = shape<TraceHop>({
  host: isText,
  address: isText,
  note: isText,
  lane: isNumber,
  steps: listOf(isStep),
});
const isTrace = shape<PanelTrace>({
  from: isText,
  to: isText,
  hostChoices: listOf(isText),
  destinationChoices: listOf(isText),
  branches: listOf(shape<TraceBranch>({ title: isText, probability: isNumber, verdict: isVerdict })),
  shown: isNumber,
  verdict: isVerdict,
  title: isText,
  symptom: isText,
  headers: listOf(
    shape<PanelTrace['headers'][number]>({
      where: isText,
      source: isText,
      destination: isText,
      sourceChanged: isFlag,
      destinationChanged: isFlag,
    }),
  ),
  lanes: listOf(isText),
  there: listOf(isHop),
  back: listOf(isHop),
});

const common = {
  view: isView,
  cluster: isText,
  at: isText,
  hosts: listOf(
    shape<PanelCommon['hosts'][number]>({
      name: isText,
      detail: isText,
      kind: oneOf('all', 'node', 'host', 'pod'),
    }),
  ),
  mode: isMode,
  version: isText,
  versions: listOf(isText),
  whatIfNote: maybe(isText),
  changes: listOf(shape<PanelCommon['changes'][number]>({ title: isText, text: isText })),
  summary: listOf(isText),
  notice: maybe(isText),
};
const isModel = byField<'kind', PanelModel>('kind', {
  rules: shape({ ...common, kind: oneOf('rules'), sections: listOf(isSection) }),
  listing: shape({ ...common, kind: oneOf('listing'), blocks: listOf(isBlock) }),
  routes: shape({
    ...common,
    kind: oneOf('routes'),
    heading: isText,
    routes: listOf(isRoute),
    tables: listOf(isTable),
  }),
  tables: shape({ ...common, kind: oneOf('tables'), picture: maybe(isPicture), tables: listOf(isTable) }),
  trace: shape({ ...common, kind: oneOf('trace'), trace: isTrace }),
  empty: shape({ ...common, kind: oneOf('empty'), title: isText, hint: isText }),
});

const isMessage = byField<'type', ToPanel>('type', {
  model: shape({ type: oneOf('model'), revision: isNumber, model: isModel, request: isRequest }),
  cursor: shape({ type: oneOf('cursor'), uri: isText, position: isPosition }),
  busy: shape({ type: oneOf('busy') }),
  show: shape({ type: oneOf('show'), patch: isPatch }),
});

/** The message, or undefined if it is none of ours or not whole. */
export function readMessage(value: unknown): ToPanel | undefined {
  return isMessage(value) ? value : undefined;
}
