import { describe, expect, it } from 'vitest';
import { firstPanelRequest } from '../../server/src/protocol/panel.ts';
import { answer, calmLab } from '../../test/panel/fixtures/answer.ts';
import { keyAction, type KeyAction, type KeyPress } from './keyboard.ts';
import { linesOf } from './lines.ts';

const lines = linesOf(answer(firstPanelRequest, calmLab), new Set());
const indexOf = (name: string): number => lines.findIndex((line) => line.name === name);
const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});
const on = (name: string, key: string, held: Partial<KeyPress> = {}): KeyAction | undefined =>
  keyAction(press(key, held), lines, indexOf(name), 10);

describe('keys in the list', () => {
  it.each([
    ['filter', 'ArrowDown', { do: 'move', to: 1 }],
    ['filter', 'ArrowUp', { do: 'move', to: 0 }],
    ['filter', 'ArrowRight', { do: 'toggle' }],
    ['filter', 'ArrowLeft', undefined],
    ['filter', 'PageDown', { do: 'move', to: 10 }],
    ['filter', 'End', { do: 'move', to: lines.length - 1 }],
    ['nat', 'ArrowRight', { do: 'move', to: 2 }],
    ['nat', 'ArrowLeft', { do: 'toggle' }],
    ['nat', 'Enter', { do: 'toggle' }],
    ['nat', ' ', { do: 'toggle' }],
    ['KUBE-SERVICES rule 1', 'ArrowRight', { do: 'follow' }],
    ['KUBE-SERVICES rule 1', 'ArrowLeft', { do: 'move', to: indexOf('KUBE-SERVICES') }],
    ['KUBE-SERVICES rule 1', 'Enter', { do: 'reveal' }],
    ['KUBE-SERVICES rule 1', 'Home', { do: 'move', to: 0 }],
    ['KUBE-SERVICES rule 1', 'x', undefined],
  ])('on %s: %s', (name, key, action) => {
    expect(on(name, key)).toEqual(action);
  });

  it('copy a rule with Ctrl or Cmd', () => {
    expect(on('KUBE-SERVICES rule 1', 'c', { ctrlKey: true })).toEqual({ do: 'copy' });
    expect(on('KUBE-SERVICES rule 1', 'C', { metaKey: true })).toEqual({ do: 'copy' });
    expect(on('nat', 'c', { ctrlKey: true })).toBeUndefined();
  });

  it('leave the editor its own', () => {
    expect(on('nat', 'ArrowLeft', { altKey: true })).toBeUndefined();
    expect(on('nat', 'ArrowDown', { shiftKey: true })).toBeUndefined();
    expect(keyAction(press('ArrowDown'), [], 0, 10)).toBeUndefined();
  });
});
