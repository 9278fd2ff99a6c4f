import type { IpFamily } from '../../net/ip.ts';
import type { BirdConfiguration, BirdFilter } from '../bird.ts';
import { birdSymbol } from './birdSymbol.ts';
import { plain, type Lines } from './birdLines.ts';

type Direction = 'import' | 'export';
type FilterRule = BirdFilter['imports'][number];

/** BIRD reads local preferences, Calico counts priorities the other way round. */
export const mostPreferred = 2 ** 31 - 1;

/** The BGPFilters as functions (confd/pkg/resource/template/template_funcs.go: BGPFilterBIRDFuncs). */
export const birdFilters = ({ filters, family }: BirdConfiguration): Lines =>
  filters.flatMap((filter) => [
    ...birdFunction(filter, 'import', family),
    ...birdFunction(filter, 'export', family),
  ]);

const rulesOf = ({ imports, exports }: BirdFilter, direction: Direction): readonly FilterRule[] =>
  direction === 'import' ? imports : exports;

/** A function with a rule for eBGP or iBGP alone has to be told which it is. */
const asksForPeerType = (rules: readonly FilterRule[]): boolean =>
  rules.some(({ peerType }) => peerType !== undefined);

const functionName = (name: string, direction: Direction, family: IpFamily): string =>
  `'bgp_${birdSymbol(name)}_${direction}FilterV${String(family)}'`;

function birdFunction(filter: BirdFilter, direction: Direction, family: IpFamily): Lines {
  const rules = rulesOf(filter, direction);
  if (rules.length === 0) return [];
  const parameters = asksForPeerType(rules) ? '(bool is_same_as)' : '()';
  return [
    ...plain([`function ${functionName(filter.name, direction, family)}${parameters} {`]),
    ...rules.map((rule) => ({ text: `  ${statement(rule)}`, because: rule.because })),
    ...plain(['}', '']),
  ];
}

/** The call of a filter in a session's import or export filter. */
export function callOfFilter(
  { filters, family }: BirdConfiguration,
  name: string,
  direction: Direction,
  internal: boolean,
): string {
  const filter = filters.find((candidate) => candidate.name === name);
  const told = filter !== undefined && asksForPeerType(rulesOf(filter, direction));
  return `    ${functionName(name, direction, family)}(${told ? String(internal) : ''});`;
}

function statement(rule: FilterRule): string {
  const conditions = conditionsOf(rule).join('&&');
  const verdict = rule.accepts ? 'accept;' : 'reject;';
  const actions = [...(rule.accepts ? rule.operations.flatMap(operationsOf) : []), verdict].join(' ');
  const plainRule = conditions === '' ? actions : `if (${conditions}) then { ${actions} }`;
  if (rule.peerType === undefined) return plainRule;
  return `if (${rule.peerType === 'iBGP' ? '' : '!'}is_same_as) then { ${plainRule} }`;
}

const operators = { Equal: '=', NotEqual: '!=', In: '~', NotIn: '!~' } as const;

function conditionsOf({
  net,
  fromPeers,
  communities,
  asPathPrefix,
  priority,
  ...rule
}: FilterRule): readonly string[] {
  return [
    ...(net === undefined ? [] : [`(net ${operators[net.operator]} ${rangeOf(net)})`]),
    ...(fromPeers ? ['((defined(source))&&(source ~ [ RTS_BGP ]))'] : []),
    ...(rule.interface === undefined ? [] : [`((defined(ifname))&&(ifname ~ "${rule.interface}"))`]),
    ...communities.map((community) => `(${tuple(community)} ~ ${listFor(community)})`),
    ...pathConditions(asPathPrefix),
    ...(priority === undefined ? [] : [`(bgp_local_pref = ${String(mostPreferred - priority)})`]),
  ];
}

const rangeOf = ({ asWritten, lengths }: NonNullable<FilterRule['net']>): string =>
  lengths === undefined ? asWritten : `[ ${asWritten}{${String(lengths.min)},${String(lengths.max)}} ]`;

const tuple = (community: string): string => `(${community.split(':').join(', ')})`;

export const listFor = (community: string): string =>
  community.split(':').length === 3 ? 'bgp_large_community' : 'bgp_community';

function pathConditions(prefix: readonly number[]): readonly string[] {
  const [first, ...more] = prefix;
  if (first === undefined) return [];
  return more.length === 0
    ? [`(bgp_path.first = ${String(first)})`]
    : [`(bgp_path ~ [= ${prefix.join(' ')} * =])`];
}

/** Prepending puts in front, so the numbers go in from the last to the first. */
function operationsOf(operation: FilterRule['operations'][number]): readonly string[] {
  switch (operation.kind) {
    case 'addCommunity':
      return [`${listFor(operation.value)}.add(${tuple(operation.value)});`];
    case 'prependASPath':
      return operation.prefix.map((asNumber) => `bgp_path.prepend(${String(asNumber)});`).reverse();
    case 'setPriority':
      return [`bgp_local_pref = ${String(mostPreferred - operation.value)};`];
  }
}
