import type {
  ListingBlock,
  ListingLine,
  PanelCause,
  PanelCommon,
  PanelModel,
  PanelPlace,
  PanelPosition,
  PanelRequest,
  PanelRoute,
  PanelSession,
  PanelTrace,
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

const isView = oneOf('iptables', 'ipvs', 'nftables', 'routes', 'trace');
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

const isRoute = shape<PanelRoute>({
  lines: listOf(isText),
  change: isChange,
  note: maybe(isText),
  because: areCauses,
});
const isSession = shape<PanelSession>({
  node: isText,
  nodeAddress: isText,
  peer: isText,
  peerAddress: isText,
  kind: oneOf('peer', 'mesh'),
  protocol: oneOf('iBGP', 'eBGP'),
  announces: listOf(isText),
  because: areCauses,
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
    shape<PanelCommon['hosts'][number]>({ name: isText, detail: isText, kind: oneOf('node', 'host', 'pod') }),
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
    sessions: listOf(isSession),
  }),
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
