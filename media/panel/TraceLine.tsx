import type { ComponentChildren, JSX } from 'preact';
import type { TraceHop, TraceStep } from '../../server/src/protocol/panel.ts';
import { placesOf } from './causes.ts';
import { Icon } from './Icon.tsx';
import type { LaneCell, Lanes, Line, TraceContent } from './line.ts';
import { Link, PlaceLink } from './Link.tsx';
import { NftText } from './ListingText.tsx';
import { follow } from './moves.ts';
import { partsOfRule } from './ruleText.ts';
import { useStore } from './store.ts';
import { isChainName } from './targets.ts';
import { verdictLook } from './verdict.ts';
import { RouteText, RuleText } from './Words.tsx';

const sides = ['above', 'below', 'left', 'right'] as const;
const laneClass = (cell: LaneCell): string =>
  [...sides.filter((side) => cell[side]), cell.mark?.startsWith('arrow') === true ? 'arrives' : '']
    .join(' ')
    .trim();

interface LaneStripProps {
  readonly lanes: Lanes;
  readonly end?: ComponentChildren;
}

/** The packet's way from host to host, beside the lines; the headings say the same in words. */
function LaneStrip({ lanes, end }: LaneStripProps): JSX.Element {
  return (
    <span class="lanes" aria-hidden="true">
      {lanes.map((cell, index) => (
        <i key={index} class={laneClass(cell)}>
          <span class="g" />
          {cell.mark !== undefined && <em class={cell.mark}>{cell.mark === 'end' && end}</em>}
        </i>
      ))}
    </span>
  );
}

export function HopLine({ hop, lanes }: { readonly hop: TraceHop; readonly lanes: Lanes }): JSX.Element {
  const details = [hop.address, hop.note].filter((text) => text !== '').join(' · ');
  return (
    <>
      <LaneStrip lanes={lanes} />
      <span role="gridcell" class="hd">
        <span role="heading" aria-level={3}>
          {hop.host}
        </span>{' '}
        <span class="meta">{details}</span>
      </span>
    </>
  );
}

interface FoldLineProps {
  readonly text: string;
  readonly open: boolean;
  readonly lanes: Lanes;
}

export function FoldLine({ text, open, lanes }: FoldLineProps): JSX.Element {
  return (
    <>
      <LaneStrip lanes={lanes} />
      <span role="gridcell" class="fd">
        <Icon name={open ? 'down' : 'right'} />
        {text}
      </span>
    </>
  );
}

interface StepLineProps {
  readonly line: Line;
  readonly content: Extract<TraceContent, { readonly kind: 'step' }>;
}

export function StepLine({ line, content }: StepLineProps): JSX.Element {
  const { step, lanes, verdict, inner } = content;
  const look = verdict === undefined ? undefined : verdictLook(verdict);
  const isShort = (field: string): boolean => field === 'mark';
  return (
    <>
      <LaneStrip lanes={lanes} end={look !== undefined && <EndMark icon={look.icon} tone={look.tone} />} />
      <span role="gridcell" class={inner ? 'st in' : 'st'}>
        <StepText line={line} step={step} />
        {step.changes
          .filter(({ field }) => !isShort(field))
          .map(({ field, before, after }) => (
            <span class="chg" key={field}>
              <span class="k">{field}</span>
              <Changed before={before} after={after} />
            </span>
          ))}
      </span>
      <span role="gridcell" class="side">
        {step.changes
          .filter(({ field }) => isShort(field))
          .map(({ field, before, after }) => (
            <span key={field} class="mk">
              {field} <Changed before={before} after={after} />
            </span>
          ))}
        {step.note !== undefined && <span>{step.note}</span>}
        <StepPlaces line={line} />
      </span>
    </>
  );
}

const EndMark = ({ icon, tone }: ReturnType<typeof verdictLook>): JSX.Element => (
  <span class={tone}>
    <Icon name={icon} />
  </span>
);

const Changed = ({ before, after }: { readonly before: string; readonly after: string }): JSX.Element => (
  <>
    <s>
      <span class="sr">was </span>
      {before}
    </s>
    <span class="ar" aria-hidden="true">
      →
    </span>
    <b class="to">
      <span class="sr">now </span>
      {after}
    </b>
  </>
);

function StepPlaces({ line }: { readonly line: Line }): JSX.Element | null {
  const store = useStore();
  const [place] = placesOf(line.causes);
  if (place === undefined) return null;
  return (
    <PlaceLink
      inLine
      place={place}
      onReveal={() => {
        store.act((state) => ({ state, say: [{ type: 'reveal', place }] }));
      }}
    />
  );
}

interface StepTextProps {
  readonly line: Line;
  readonly step: TraceStep;
}

function StepText({ line, step }: StepTextProps): JSX.Element {
  switch (step.kind) {
    case 'rule':
    case 'ipvs':
      return (
        <>
          <At step={step} />
          <Rule line={line} step={step} />
        </>
      );
    case 'route':
      return (
        <>
          <At step={step} name={step.chain ?? 'route'} />
          <span class="r">
            <RouteText line={step.text} />
          </span>
        </>
      );
    case 'passed':
      return (
        <span class="passed">
          <At step={step} />
          {step.text}
        </span>
      );
    case 'verdict':
    case 'reply':
      return (
        <>
          <At step={step} />
          {step.text}
        </>
      );
  }
}

interface AtProps {
  readonly step: TraceStep;
  readonly name?: string | undefined;
}

/** `nat PREROUTING:2`: the table muted, the chain and the number of its rule bold. */
function At({ step, name = step.chain }: AtProps): JSX.Element | null {
  const where = whereBeside(name, step.where ?? '');
  if (name === undefined && where === '') return null;
  return (
    <span class="at">
      {where !== '' && <span class="tb">{name === undefined ? where : `${where} `}</span>}
      {name}
    </span>
  );
}

/** Table and hook, or the table alone where the chain's name says the hook again. */
function whereBeside(name: string | undefined, where: string): string {
  const hook = where.split(' ').at(-1) ?? '';
  return hook !== '' && name?.startsWith(`${hook}:`) === true ? where.slice(0, -hook.length).trim() : where;
}

/** nft has no options, so no word of it starts with a dash. */
const isNftText = ({ text, target }: TraceStep): boolean =>
  target === undefined && text !== '' && !/(^|\s)-/.test(text);

function Rule({ line, step }: StepTextProps): JSX.Element {
  const store = useStore();
  const link = (name: string): ComponentChildren =>
    line.jump === name && isChainName(name) ? (
      <Link
        inLine
        onFollow={() => {
          store.act((state) => follow(state, line));
        }}
      >
        {name}
      </Link>
    ) : (
      <b>{name}</b>
    );
  if (isNftText(step)) {
    return (
      <span class="r">
        <NftText line={line} text={step.text} simulated={false} />
      </span>
    );
  }
  const saysTarget = partsOfRule(step.text).some(({ kind }) => kind === 'target');
  return (
    <span class="r">
      <RuleText text={step.text} chain={link} />
      {!saysTarget && step.target !== undefined && step.kind === 'rule' && (
        <>
          {step.text !== '' && ' '}
          <span class="w">
            <span class="f">-j</span> {link(step.target)}
          </span>
        </>
      )}
    </span>
  );
}
