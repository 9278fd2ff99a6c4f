import type { JSX } from 'preact';
import type { Line } from './line.ts';
import { LineBody } from './LineBody.tsx';
import type { ListWindow } from './useListWindow.ts';

interface StickyHeadsProps {
  readonly lines: readonly Line[];
  readonly shown: ListWindow;
  readonly onGo: (index: number) => void;
}

/**
 * The chain whose rules fill the top of the view, when its own line is scrolled away. Only for the eye: the lines
 * themselves say their level to screen readers.
 */
export function StickyHeads({ lines, shown, onGo }: StickyHeadsProps): JSX.Element | null {
  const index = holderOf(lines, shown.firstVisible);
  const line = lines[index];
  if (line === undefined) return null;
  return (
    <div class="sticky" aria-hidden="true">
      <div
        class={`line ${line.content.kind}`}
        style={{ '--d': line.content.kind === 'chain' ? line.content.chain.depth : 0 }}
        onClick={() => {
          onGo(index);
        }}
      >
        <LineBody line={line} />
      </div>
    </div>
  );
}

/** The line that holds the first visible one, if that is scrolled away; −1 if nothing is hidden. */
export function holderOf(lines: readonly Line[], firstVisible: number): number {
  const first = lines[firstVisible];
  if (first?.content.kind !== 'rule' && first?.content.kind !== 'text') return -1;
  for (let index = firstVisible - 1; index >= 0; index--) {
    const line = lines[index];
    if (line?.fold !== undefined && line.level < first.level) return index;
  }
  return -1;
}
