import type { Line } from './line.ts';

/** What a key does in the list. */
export type KeyAction =
  { readonly do: 'move'; readonly to: number } | { readonly do: 'toggle' | 'reveal' | 'follow' | 'copy' };

export interface KeyPress {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Arrows walk and fold as in every tree of the editor: Right unfolds, then steps in; Left folds, then steps out to
 * the line that holds this one. On a rule Right follows its jump.
 */
export function keyAction(
  press: KeyPress,
  lines: readonly Line[],
  index: number,
  page: number,
): KeyAction | undefined {
  const line = lines[index];
  if (line === undefined || press.altKey || press.shiftKey) return undefined;
  if (press.ctrlKey || press.metaKey) {
    return press.key.toLowerCase() === 'c' && line.copy !== undefined ? { do: 'copy' } : undefined;
  }
  return moveAction(press.key, lines.length, index, page) ?? lineAction(press.key, lines, index, line);
}

function moveAction(key: string, count: number, index: number, page: number): KeyAction | undefined {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return { do: 'move', to: Math.min(last, index + 1) };
    case 'ArrowUp':
      return { do: 'move', to: Math.max(0, index - 1) };
    case 'PageDown':
      return { do: 'move', to: Math.min(last, index + page) };
    case 'PageUp':
      return { do: 'move', to: Math.max(0, index - page) };
    case 'Home':
      return { do: 'move', to: 0 };
    case 'End':
      return { do: 'move', to: last };
    default:
      return undefined;
  }
}

function lineAction(key: string, lines: readonly Line[], index: number, line: Line): KeyAction | undefined {
  switch (key) {
    case 'ArrowRight':
      return stepIn(lines, index, line);
    case 'ArrowLeft':
      return stepOut(lines, index, line);
    case 'Enter':
      return line.fold === undefined ? { do: 'reveal' } : { do: 'toggle' };
    case ' ':
      return line.fold === undefined ? undefined : { do: 'toggle' };
    default:
      return undefined;
  }
}

function stepIn(lines: readonly Line[], index: number, { fold, jump }: Line): KeyAction | undefined {
  if (fold?.open === false) return { do: 'toggle' };
  if (jump !== undefined) return { do: 'follow' };
  return fold === undefined ? undefined : { do: 'move', to: Math.min(lines.length - 1, index + 1) };
}

function stepOut(lines: readonly Line[], index: number, { fold, level }: Line): KeyAction | undefined {
  if (fold?.open === true) return { do: 'toggle' };
  const holder = lines.slice(0, index).findLastIndex((line) => line.level < level);
  return holder < 0 ? undefined : { do: 'move', to: holder };
}
