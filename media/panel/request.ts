import type { PanelRequest, PanelView } from '../../server/src/protocol/panel.ts';

const without = (list: readonly string[], ids: readonly string[]): readonly string[] =>
  list.filter((entry) => !ids.includes(entry));

/** Remembers that the reader opened these chains or sections, whatever the default says. */
export const withOpened = (request: PanelRequest, ids: readonly string[]): PanelRequest => ({
  ...request,
  opened: [...without(request.opened, ids), ...ids],
  closed: without(request.closed, ids),
});

export const withClosed = (request: PanelRequest, ids: readonly string[]): PanelRequest => ({
  ...request,
  opened: without(request.opened, ids),
  closed: [...without(request.closed, ids), ...ids],
});

/** The views of a node's rules share their node; the routes may be seen from elsewhere, a trace from nowhere. */
export const hostFamily = (view: PanelView): 'rules' | 'routes' | 'bgp' | 'ipam' | 'trace' => {
  switch (view) {
    case 'iptables':
    case 'ipvs':
    case 'nftables':
      return 'rules';
    case 'routes':
    case 'bgp':
    case 'ipam':
    case 'trace':
      return view;
  }
};

export const isWhatIf = ({ whatIf }: PanelRequest): boolean =>
  whatIf.kubernetesVersion !== undefined || whatIf.proxyMode !== undefined;

/** What was supposed before, with another version or mode chosen; an unknown mode changes nothing. */
export function supposing(
  before: PanelRequest['whatIf'],
  choice: string,
  of: 'mode' | 'version',
): PanelRequest['whatIf'] {
  if (of === 'version') return { ...before, kubernetesVersion: choice };
  return choice === 'iptables' || choice === 'ipvs' || choice === 'nftables'
    ? { ...before, proxyMode: choice }
    : before;
}

/**
 * Whether a model answers the question that is asked now. What the question leaves open the server chooses, and the
 * editor's place is the extension's to say, so neither is compared.
 */
export function answers(answer: PanelRequest, asked: PanelRequest): boolean {
  const agrees = <T>(wanted: T | undefined, got: T | undefined): boolean =>
    wanted === undefined || same(wanted, got);
  return (
    answer.view === asked.view &&
    answer.scope === asked.scope &&
    answer.filter === asked.filter &&
    answer.ipFamily === asked.ipFamily &&
    agrees(asked.at, answer.at) &&
    agrees(asked.trace, answer.trace) &&
    agrees(asked.branch, answer.branch) &&
    same(asked.whatIf, answer.whatIf) &&
    same(asked.opened, answer.opened) &&
    same(asked.closed, answer.closed)
  );
}

/** Plain data, compared field by field; a field that is undefined is as good as missing. */
function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const entries = (value: object): (readonly [string, unknown])[] =>
    Object.entries(value).filter(([, field]) => field !== undefined);
  const [ours, theirs] = [entries(left), new Map(entries(right))];
  return ours.length === theirs.size && ours.every(([name, field]) => same(field, theirs.get(name)));
}
