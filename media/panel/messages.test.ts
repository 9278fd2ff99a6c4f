import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPanelRequest, type PanelRequest } from '../../server/src/protocol/panel.ts';
import { answer, calmLab, type Lab } from '../../test/panel/fixtures/answer.ts';
import { readMessage } from './messages.ts';

const views = ['iptables', 'ipvs', 'nftables', 'routes', 'trace'] as const;
const labs: readonly Lab[] = [
  calmLab,
  { ...calmLab, portBefore: '30080', notice: 'cannot be read' },
  { ...calmLab, rules: 'empty' },
];

const trace = { from: 'bastion', to: '10.0.1.30:30180' };

/** As a message between two processes arrives: what is undefined is gone. */
const sent = (request: PanelRequest, lab: Lab): unknown =>
  JSON.parse(JSON.stringify({ type: 'model', revision: 1, request, model: answer(request, lab) }));

const everyMessage = views.flatMap((view) =>
  labs.map((lab) => sent({ ...firstPanelRequest, view, trace }, lab)),
);

/** Paths to every object and leaf of a value. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, field]) => pathsOf(field, [...path, name]))];
}

function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => (String(index) === name ? replaced(entry, rest, by) : entry));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, key === name ? replaced(field, rest, by) : field]),
  );
}

describe('a message from the extension', () => {
  it('is taken with every kind of model, in every state', () => {
    for (const message of everyMessage) expect(readMessage(message)).toEqual(message);
  });

  it('is taken when it moves the cursor, says busy or changes the view', () => {
    for (const message of [
      { type: 'cursor', uri: 'file:///a.yaml', position: { line: 1, character: 2 } },
      { type: 'busy' },
      { type: 'show', patch: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } },
      { type: 'show', patch: {} },
    ]) {
      expect(readMessage(message)).toEqual(message);
    }
  });

  it('is refused as soon as one field is not what it should be', () => {
    const paths = everyMessage.flatMap((message) => pathsOf(message).map((path) => [message, path] as const));
    fc.assert(
      fc.property(fc.constantFrom(...paths), ([message, path]) => {
        expect(readMessage(replaced(message, path, Symbol('neither')))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is refused, and never an exception, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readMessage(value)).toBeUndefined();
        expect(readMessage({ type: 'model', model: value, request: value, revision: value })).toBeUndefined();
      }),
    );
  });
});
