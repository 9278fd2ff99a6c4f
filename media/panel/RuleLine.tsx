import type { JSX } from 'preact';
import type { RuleRow } from '../../server/src/protocol/panel.ts';
import { placesOf } from './causes.ts';
import { Change } from './Change.tsx';
import type { Line } from './line.ts';
import { Link, PlaceLink } from './Link.tsx';
import { follow } from './moves.ts';
import { useStore } from './store.ts';
import { Words } from './Words.tsx';

interface RuleLineProps {
  readonly line: Line;
  readonly rule: RuleRow;
}

/** The words of iptables-save, reordered for the eye: number, target, target options, match, comment. */
export function RuleLine({ line, rule }: RuleLineProps): JSX.Element {
  return (
    <>
      <Change change={rule.change} />
      <span class="n" role="gridcell">
        {rule.number}
      </span>
      <span class="tgt" role="gridcell">
        <Target line={line} rule={rule} />
      </span>
      <span class="body" role="gridcell">
        {rule.targetOptions.length > 0 && (
          <span class="eff">
            <Words words={rule.targetOptions} />{' '}
          </span>
        )}
        <Words words={rule.words} />
        {rule.comment !== undefined && <span class="c"> {rule.comment}</span>}
      </span>
      <Source line={line} />
    </>
  );
}

function Target({ line, rule }: RuleLineProps): JSX.Element | null {
  const store = useStore();
  const { target } = rule;
  if (target === undefined) return null;
  return (
    <>
      <span class="f">-j </span>
      {target.chain === undefined ? (
        <b>{target.text}</b>
      ) : (
        <Link
          inLine
          onFollow={() => {
            store.act((state) => follow(state, line));
          }}
        >
          {target.text}
        </Link>
      )}
    </>
  );
}

/** Where the rule comes from, in a panel wide enough. The cause bar says it in every panel. */
function Source({ line }: { readonly line: Line }): JSX.Element {
  const store = useStore();
  const [first, ...more] = placesOf(line.causes);
  return (
    <span class="src" role="gridcell">
      {first !== undefined && (
        <PlaceLink
          inLine
          place={first}
          onReveal={(place) => {
            store.act((state) => ({ state, say: [{ type: 'reveal', place }] }));
          }}
        />
      )}
      {more.length > 0 && ` +${more.length}`}
    </span>
  );
}
