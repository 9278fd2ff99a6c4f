import type { FromPanel } from '../../server/src/protocol/panel.ts';

/** What each message from the webview must carry; anything else is not ours and is dropped. */
const shapes: Readonly<Record<FromPanel['type'], (message: Readonly<Record<string, unknown>>) => boolean>> = {
  ready: ({ request }) => isRequest(request),
  request: ({ request }) => isRequest(request),
  openAsText: ({ request }) => isRequest(request),
  reveal: ({ place }) => isPlace(place),
  highlight: ({ places }) => Array.isArray(places) && places.every(isPlace),
  copy: ({ text }) => typeof text === 'string',
};

export function isFromPanel(message: unknown): message is FromPanel {
  if (!isRecord(message) || typeof message['type'] !== 'string') return false;
  const shape = Object.entries(shapes).find(([type]) => type === message['type'])?.[1];
  return shape?.(message) === true;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const views = ['iptables', 'ipvs', 'nftables', 'routes', 'bgp', 'ipam', 'trace'];
const scopes = ['resource', 'file', 'cluster'];

const isRequest = (value: unknown): boolean =>
  isRecord(value) &&
  views.some((view) => view === value['view']) &&
  scopes.some((scope) => scope === value['scope']) &&
  typeof value['filter'] === 'string' &&
  isStrings(value['opened']) &&
  isStrings(value['closed']) &&
  isRecord(value['whatIf']);

const isStrings = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isPlace = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['uri'] === 'string' &&
  isPosition(value['start']) &&
  isPosition(value['end']);

const isPosition = (value: unknown): boolean =>
  isRecord(value) && Number.isInteger(value['line']) && Number.isInteger(value['character']);
