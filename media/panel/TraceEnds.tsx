import type { JSX } from 'preact';
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

/** What was asked for, or what the server chose. */
const endsOf = (asked: Partial<Ends> | undefined, trace: PanelTrace | undefined): Ends => ({
  from: asked?.from ?? trace?.from ?? '',
  to: asked?.to ?? trace?.to ?? '',
});

/** From where to where the packet goes. */
export function TraceEnds(): JSX.Element {
  const store = useStore();
  const asked = usePart((state) => state.request.trace);
  const trace = usePart(shownTrace);
  const ends = endsOf(asked, trace);
  const show = (change: Partial<Ends>): void => {
    store.act((state) => showTrace(state, { ...ends, ...change }));
  };
  return (
    <>
      <Picker
        label={`From: ${ends.from}`}
        icon="host"
        shown={ends.from === '' ? 'from…' : ends.from}
        groups={groupOf(trace?.hostChoices ?? [], ends.from)}
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
