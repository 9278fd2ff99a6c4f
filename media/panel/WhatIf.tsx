import type { JSX } from 'preact';
import type { PanelRequest } from '../../server/src/protocol/panel.ts';
import type { ChoiceGroup } from './choices.ts';
import { Icon } from './Icon.tsx';
import { showFamily, showWhatIf } from './moves.ts';
import { Picker } from './Picker.tsx';
import { isWhatIf, supposing } from './request.ts';
import type { PanelState, Turn } from './state.ts';
import { usePart, useStore } from './store.ts';

type Mode = NonNullable<PanelRequest['whatIf']['proxyMode']>;

const modes: readonly (readonly [Mode, string])[] = [
  ['iptables', 'iptables'],
  ['ipvs', 'IPVS'],
  ['nftables', 'nftables'],
];

const nameOf = (mode: Mode): string => modes.find(([id]) => id === mode)?.[1] ?? mode;

interface InForce {
  readonly mode: Mode;
  readonly version: string;
  readonly versions: readonly string[];
}

const groupsOf = (
  { mode, version, versions }: InForce,
  family: PanelRequest['ipFamily'],
): readonly ChoiceGroup[] => [
  {
    id: 'mode',
    label: 'What if: proxy mode',
    choices: modes.map(([id, label]) => ({ id, label, detail: '', chosen: id === mode })),
  },
  {
    id: 'version',
    label: 'What if: Kubernetes',
    choices: versions.map((id) => ({ id, label: id, detail: '', chosen: id === version })),
  },
  {
    id: 'family',
    label: 'Addresses',
    choices: (['4', '6'] as const).map((id) => ({
      id,
      label: `IPv${id}`,
      detail: '',
      chosen: Number(id) === family,
    })),
  },
];

function choose(state: PanelState, id: string, group: string): Turn {
  if (group === 'family') return showFamily(state, id === '6' ? 6 : 4);
  return showWhatIf(state, supposing(state.request.whatIf, id, group === 'version' ? 'version' : 'mode'));
}

/** Another proxy mode or Kubernetes version than the workspace says, and the way back. */
export function WhatIf(): JSX.Element | null {
  const store = useStore();
  const on = usePart((state) => isWhatIf(state.request));
  const model = usePart((state) => state.model);
  const family = usePart((state) => state.request.ipFamily);
  if (model === undefined) return null;
  const { mode, version } = model;
  return (
    <span class="whatif">
      <Picker
        label={`What if: ${nameOf(mode)}, Kubernetes ${version}`}
        icon="beaker"
        shown={`${nameOf(mode)} · ${version}${family === 6 ? ' · IPv6' : ''}`}
        groups={groupsOf(model, family)}
        active={on}
        onChoose={(id, group) => {
          store.act((state) => choose(state, id, group));
        }}
      />
      {on && (
        <button
          type="button"
          class="icon-btn"
          aria-label="Back to what the workspace says"
          title="Back to what the workspace says"
          onClick={() => {
            store.act((state) => showWhatIf(state, {}));
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
