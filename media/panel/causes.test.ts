import { describe, expect, it } from 'vitest';
import type { PanelCause, PanelPlace } from '../../server/src/protocol/panel.ts';
import { explained, written } from '../../test/panel/fixtures/places.ts';
import { causedByCursor, explanationsOf, placesByNote, placesOf, samePlaces, shareAPlace } from './causes.ts';

const service: PanelPlace = {
  uri: 'file:///lab/service.yaml',
  start: { line: 0, character: 0 },
  end: { line: 15, character: 0 },
  label: 'service.yaml:1',
};
const whole: PanelCause = { kind: 'manifest', place: service, note: 'this Service' };
const nodePort = written('service.yaml', 14, 'nodePort');
const lines = [
  { key: 'field', causes: [nodePort] },
  { key: 'both', causes: [whole, nodePort] },
  { key: 'resource', causes: [whole] },
  { key: 'machinery', causes: [explained('on every node')] },
];
const at = (line: number, uri = service.uri): ReadonlySet<string> =>
  causedByCursor(lines, { uri, position: { line, character: 0 } });

describe('the cursor', () => {
  it('lights what the field on its line causes, rather than the resource around it', () => {
    expect([...at(13)]).toEqual(['field', 'both']);
  });
  it('lights what the resource causes where no field does', () => {
    expect([...at(3)]).toEqual(['both', 'resource']);
  });
  it('lights nothing elsewhere', () => {
    expect(at(40).size).toBe(0);
    expect(at(13, 'file:///lab/other.yaml').size).toBe(0);
    expect(causedByCursor(lines, undefined).size).toBe(0);
  });
});

describe('places', () => {
  it('come once each, and only from manifests', () => {
    expect(placesOf([nodePort, explained('why'), nodePort, whole])).toHaveLength(2);
  });
  it('are shared by what one text causes', () => {
    expect(shareAPlace([nodePort], [whole, nodePort])).toBe(true);
    expect(shareAPlace([nodePort], [whole])).toBe(false);
    expect(shareAPlace([explained('why')], [explained('why')])).toBe(false);
  });
  it('are compared by where they are', () => {
    expect(samePlaces(placesOf([nodePort]), placesOf([{ ...nodePort }]))).toBe(true);
    expect(samePlaces(placesOf([nodePort]), [])).toBe(false);
    expect(samePlaces(placesOf([nodePort]), placesOf([whole]))).toBe(false);
  });
});

describe('reasons', () => {
  it('that say the same stand together', () => {
    const peers = [
      written('bgp.yaml', 13, 'BGPPeer bastion'),
      nodePort,
      written('bgp.yaml', 15, 'BGPPeer bastion'),
    ];
    expect(placesByNote(peers).map(({ note, places }) => [note, places.map(({ label }) => label)])).toEqual([
      ['BGPPeer bastion', ['bgp.yaml:13', 'bgp.yaml:15']],
      ['nodePort', ['service.yaml:14']],
    ]);
    expect(explanationsOf([explained('why'), nodePort, explained('why'), explained('how')])).toHaveLength(2);
  });
});
