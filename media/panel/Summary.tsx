import type { JSX } from 'preact';
import type { PanelCommon } from '../../server/src/protocol/panel.ts';
import { Icon } from './Icon.tsx';
import { goToChange, toggleOwn } from './moves.ts';
import { emphasised } from './ruleText.ts';
import { splitNotice } from './sentences.ts';
import { usePart, useStore } from './store.ts';
import { countOf } from './traceLines.ts';

const nothing: readonly string[] = [];
const noChanges: PanelCommon['changes'] = [];

/** How much is shown, in a line; above it what the what-if changes, if there is one. */
export function Summary(): JSX.Element {
  const summary = usePart((state) => state.model?.summary ?? nothing);
  return (
    <>
      <WhatIfNote />
      <div class="summary" role="status">
        {summary.map((text) => (
          <SummaryPart key={text} text={text} />
        ))}
      </div>
    </>
  );
}

/** A count of what changed leads to the changes, one after the other. */
function SummaryPart({ text }: { readonly text: string }): JSX.Element {
  const store = useStore();
  const words = emphasised(text).map((part) =>
    part.strong ? <b key={part.text}>{part.text}</b> : part.text,
  );
  if (!/[+−]\d/.test(text)) return <span>{words}</span>;
  return (
    <button
      type="button"
      title="Go to the next change"
      onClick={() => {
        store.act(goToChange);
      }}
    >
      {words}
    </button>
  );
}

/** What is supposed, and on demand what a person would notice of it. */
export function WhatIfNote(): JSX.Element | null {
  const store = useStore();
  const note = usePart((state) => state.model?.whatIfNote);
  const changes = usePart((state) => state.model?.changes ?? noChanges);
  const open = usePart((state) => state.unfolded.has('changes'));
  if (note === undefined) return null;
  return (
    <section class="whatif-note">
      <p role="status">
        <b>What if</b> {note.replace(/^What if:? /i, '')}
      </p>
      {changes.length > 0 && (
        <button
          type="button"
          class="unfold"
          aria-expanded={open}
          onClick={() => {
            store.set((state) => toggleOwn(state, 'changes'));
          }}
        >
          <Icon name={open ? 'down' : 'right'} />
          {countOf(changes.length, 'change')} a person would notice
        </button>
      )}
      {open && changes.length > 0 && (
        <dl>
          {changes.map(({ title, text }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** Why part of the text could not be used. What is shown below is still good, and says so. */
export function Notice(): JSX.Element | null {
  const notice = usePart((state) => state.model?.notice);
  if (notice === undefined) return null;
  const { title, rest } = splitNotice(notice);
  return (
    <section class="notice" role="status">
      <span class="bad">
        <Icon name="error" />
      </span>
      <div>
        <h2>{title}</h2>
        {rest !== '' && <p>{rest}</p>}
      </div>
    </section>
  );
}
