import type { PanelCommon } from '../../server/src/protocol/panel.ts';

/** The host that has this address, by what the node picker says of it. */
export function hostOfAddress(hosts: PanelCommon['hosts'], address: string): string | undefined {
  return hosts.find(({ kind, detail }) => kind !== 'pod' && addressesIn(detail).includes(address))?.name;
}

/** The words of a host's detail that are addresses: `10.0.1.30, worker` names one. */
const addressesIn = (detail: string): readonly string[] =>
  detail.split(/[^0-9A-Fa-f.:]+/).filter((word) => /[.:]/.test(word));
