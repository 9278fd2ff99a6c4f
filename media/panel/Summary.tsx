import type { JSX } from 'preact';
import { Icon } from './Icon.tsx';
import { emphasised } from './ruleText.ts';
import { splitNotice } from './sentences.ts';
import { usePart } from './store.ts';

const nothing: readonly string[] = [];

/** How much is shown, in a line; above it what the what-if changes, if there is one. */
export function Summary(): JSX.Element {
  const summary = usePart((state) => state.model?.summary ?? nothing);
  const whatIf = usePart((state) => state.model?.whatIfNote);
  return (
    <div class="summary" role="status">
      {whatIf !== undefined && (
        <span class="whatif-note">
          <b>What if</b> {whatIf.replace(/^What if:? /i, '')}
        </span>
      )}
      {summary.map((text) => (
        <span key={text}>
          {emphasised(text).map((part) => (part.strong ? <b key={part.text}>{part.text}</b> : part.text))}
        </span>
      ))}
    </div>
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
