import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PanelTrace } from '../../server/src/protocol/panel.ts';
import type { ChoiceGroup } from './choices.ts';
import { showTrace } from './moves.ts';
import { Picker } from './Picker.tsx';
import type { PanelState } from './state.ts';
import { usePart, useStore } from './store.ts';

const shownTrace = ({ model }: PanelState): PanelTrace | undefined =>
  model?.kind === 'trace' ? model.trace : undefined;

const groupOf = (choices: readonly string[], chosen: string): readonly ChoiceGroup[] => [
  {
    id: 'all',
    label: '',
    choices: choices.map((id) => ({
      id,
      label: id,
      detail: '',
      chosen: id === chosen,
      code: /\d:\d/.test(id),
    })),
  },
];

interface Ends {
  readonly from: string;
  readonly to: string;
}

/** What was asked for, or what the server chose; to begin with, from the first host and to nowhere. */
const endsOf = (
  asked: Partial<Ends> | undefined,
  trace: PanelTrace | undefined,
  hosts: readonly string[],
): Ends => ({
  from: asked?.from ?? trace?.from ?? hosts[0] ?? '',
  to: asked?.to ?? trace?.to ?? '',
});

const hostNames = ({ model }: PanelState): string =>
  [...(model?.hosts ?? [])]
    .sort((one, other) => Number(other.kind === 'host') - Number(one.kind === 'host'))
    .map(({ name }) => name)
    .join('\n');

/** From where to where the packet goes. */
export function TraceEnds(): JSX.Element {
  const store = useStore();
  const asked = usePart((state) => state.request.trace);
  const trace = usePart(shownTrace);
  const hosts = usePart(hostNames).split('\n');
  // One end alone is no question yet; it waits here for the other.
  const [chosen, setChosen] = useState<Partial<Ends>>({});
  const ends = { ...endsOf(asked, trace, hosts), ...(asked === undefined ? chosen : {}) };
  const show = (change: Partial<Ends>): void => {
    const next = { ...ends, ...change };
    setChosen(change);
    if (next.from !== '' && next.to !== '') store.act((state) => showTrace(state, next));
  };
  return (
    <>
      <Picker
        label={`From: ${ends.from}`}
        icon="host"
        shown={ends.from === '' ? 'from…' : ends.from}
        groups={groupOf(trace?.hostChoices ?? hosts, ends.from)}
        typing={{ hint: 'Host, node, pod or address', free: true }}
        onChoose={(from) => {
          show({ from });
        }}
      />
      <span class="muted" aria-hidden="true">
        →
      </span>
      <Picker
        label={`To: ${ends.to}`}
        icon="node"
        shown={ends.to === '' ? 'to…' : <code>{ends.to}</code>}
        groups={groupOf(trace?.destinationChoices ?? [], ends.to)}
        typing={{ hint: 'Address:port, service/name or URL', free: true }}
        onChoose={(to) => {
          show({ to });
        }}
      />
    </>
  );
}
