import type { Verdict } from '../../server/src/protocol/panel.ts';
import type { IconName } from './Icon.tsx';

/** How a verdict looks; the word itself always stands beside it. */
export function verdictLook(verdict: Verdict): {
  readonly icon: IconName;
  readonly tone: 'ok' | 'bad' | 'unk';
} {
  switch (verdict) {
    case 'delivered':
      return { icon: 'pass', tone: 'ok' };
    case 'dropped':
    case 'rejected':
    case 'no route':
      return { icon: 'error', tone: 'bad' };
    case 'unknown':
      return { icon: 'question', tone: 'unk' };
  }
}
