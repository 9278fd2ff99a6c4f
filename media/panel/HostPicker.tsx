import type { JSX } from 'preact';
import type { PanelCommon, PanelView } from '../../server/src/protocol/panel.ts';
import type { ChoiceGroup } from './choices.ts';
import { showHost } from './moves.ts';
import { Picker } from './Picker.tsx';
import { usePart, useStore } from './store.ts';

type Host = PanelCommon['hosts'][number];

const kinds: readonly (readonly [Host['kind'], string])[] = [
  ['all', ''],
  ['node', 'Nodes'],
  ['host', 'Outside the cluster'],
  ['pod', 'Pods'],
];

/** Groups are named only if there is more than one. */
export function hostGroups(hosts: readonly Host[], at: string): readonly ChoiceGroup[] {
  const groups = kinds
    .map(([kind, label]) => ({ kind, label, members: hosts.filter((host) => host.kind === kind) }))
    .filter(({ members }) => members.length > 0);
  return groups.map(({ kind, label, members }) => ({
    id: kind,
    label: groups.length > 1 ? label : '',
    choices: members.map(({ name, detail }) => ({ id: name, label: name, detail, chosen: name === at })),
  }));
}

const none: PanelCommon['hosts'] = [];

function labelOf(view: PanelView, at: string): string {
  switch (view) {
    case 'routes':
      return `Seen from: ${at}`;
    case 'bgp':
    case 'ipam':
      return `Shown: ${at}`;
    case 'iptables':
    case 'ipvs':
    case 'nftables':
    case 'trace':
      return `Node: ${at}`;
  }
}

/** Whose rules, routes or sessions are shown. */
export function HostPicker(): JSX.Element {
  const store = useStore();
  const hosts = usePart((state) => state.model?.hosts ?? none);
  const asked = usePart((state) => state.request.at);
  const shown = usePart((state) => state.model?.at ?? '');
  const view = usePart((state) => state.request.view);
  const at = asked ?? shown;
  const kind = hosts.find(({ name }) => name === at)?.kind ?? 'node';
  return (
    <Picker
      label={labelOf(view, at)}
      icon={kind === 'all' ? 'node' : kind}
      shown={at === '' ? 'no node' : at}
      groups={hostGroups(hosts, at)}
      typing={hosts.length > 12 ? { hint: 'Find a host', free: false } : undefined}
      onChoose={(id) => {
        store.act((state) => showHost(state, id));
      }}
    />
  );
}
