import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PanelPlace, PanelTrace, TraceBranch } from '../../server/src/protocol/panel.ts';
import { Icon } from './Icon.tsx';
import { Link, PlaceLink } from './Link.tsx';
import { placesOf } from './causes.ts';
import { passedFolds, showBranch, togglePassed } from './moves.ts';
import { roving } from './roving.ts';
import { usePart, useStore } from './store.ts';
import { splitAtPlaces } from './sentences.ts';
import { countOf } from './traceLines.ts';
import { verdictLook } from './verdict.ts';

/** The verdict first, then what each side sees, then the ways that the packet may take. */
export function TraceHead({ trace }: { readonly trace: PanelTrace }): JSX.Element {
  const look = verdictLook(trace.verdict);
  const places = [...trace.there, ...trace.back].flatMap(({ steps }) =>
    steps.flatMap(({ because }) => placesOf(because)),
  );
  return (
    <>
      <section class={`verdict ${look.tone}`} aria-live="polite">
        <Icon name={look.icon} label={trace.verdict} />
        <div>
          <h2>{trace.title}</h2>
          <p>
            <Sentence text={trace.symptom} places={places} />
          </p>
        </div>
      </section>
      {trace.headers.length > 0 && <Headers trace={trace} />}
      {trace.branches.length > 1 && <Branches trace={trace} />}
    </>
  );
}

interface SentenceProps {
  readonly text: string;
  readonly places: readonly PanelPlace[];
}

/** A sentence in which each `service.yaml:14` leads to the place it names. */
function Sentence({ text, places }: SentenceProps): JSX.Element {
  const store = useStore();
  return (
    <>
      {splitAtPlaces(text, places).map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          <PlaceLink
            key={index}
            place={part}
            onReveal={(place) => {
              store.act((state) => ({ state, say: [{ type: 'reveal', place }] }));
            }}
          />
        ),
      )}
    </>
  );
}

function Headers({ trace }: { readonly trace: PanelTrace }): JSX.Element {
  return (
    <div class="hdr-wrap">
      <table class="hdr">
        <caption class="sr">The packet on its way</caption>
        <thead>
          <tr>
            <td />
            {trace.headers.map(({ where }) => (
              <th key={where} scope="col">
                {where}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">src</th>
            {trace.headers.map(({ where, source, sourceChanged }) => (
              <td key={where} class={sourceChanged ? 'to' : undefined}>
                {source}
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row">dst</th>
            {trace.headers.map(({ where, destination, destinationChanged }) => (
              <td key={where} class={destinationChanged ? 'to' : undefined}>
                {destination}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** Every way the packet may take, with its probability; choosing one shows its steps. */
function Branches({ trace }: { readonly trace: PanelTrace }): JSX.Element {
  const store = useStore();
  const group = useRef<HTMLDivElement>(null);
  return (
    <section class="branches">
      <h2 class="part" id="branches">
        {trace.branches.length} ways <span class="meta">the packet takes one of them</span>
      </h2>
      <div
        ref={group}
        role="radiogroup"
        aria-labelledby="branches"
        onKeyDown={(event) => {
          roving(event, group.current, 'vertical');
        }}
      >
        {trace.branches.map((branch, index) => (
          <BranchRow
            key={index}
            branch={branch}
            chosen={index === trace.shown}
            onChoose={() => {
              store.act((state) => showBranch(state, index));
            }}
          />
        ))}
      </div>
    </section>
  );
}

interface BranchRowProps {
  readonly branch: TraceBranch;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function BranchRow({ branch, chosen, onChoose }: BranchRowProps): JSX.Element {
  const look = verdictLook(branch.verdict);
  return (
    <button
      type="button"
      class="branch"
      role="radio"
      aria-checked={chosen}
      tabIndex={chosen ? 0 : -1}
      onClick={onChoose}
    >
      <span class="p">{probability(branch.probability)}</span>
      <span class={look.tone}>
        <Icon name={look.icon} label={branch.verdict} />
      </span>
      <span>{branch.title}</span>
    </button>
  );
}

/** As the statistic match counts: `0.5`, `0.333`. */
export const probability = (share: number): string => String(Math.round(share * 1000) / 1000);

/** The names over the lanes; the headings of the steps carry them for who cannot see the lanes. */
export function LaneNames({ trace }: { readonly trace: PanelTrace }): JSX.Element {
  const store = useStore();
  const folds = usePart((state) => passedFolds(state).length);
  const closed = usePart((state) => passedFolds(state).some(({ fold }) => fold?.open === false));
  const steps = trace.there.reduce((sum, hop) => sum + hop.steps.length, 0);
  return (
    <div class="lanes-h">
      <span class="lanes" aria-hidden="true">
        {trace.lanes.map((name, index) => (
          <i key={index} title={name}>
            {name}
          </i>
        ))}
      </span>
      <span class="lh">
        There: {countOf(steps, 'step')}
        {closed && ', passed ones folded'}{' '}
        {folds > 0 && (
          <Link
            onFollow={() => {
              store.set(togglePassed);
            }}
          >
            {closed ? 'Show all' : 'Fold passed ones'}
          </Link>
        )}
      </span>
    </div>
  );
}
