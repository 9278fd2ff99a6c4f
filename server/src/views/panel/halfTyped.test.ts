import { expect, test } from 'vitest';
import { openSample } from '../../../../test/kit/editor.ts';
import { firstPanelRequest, type PanelView } from '../../protocol/panel.ts';
import { lenses } from '../lens.ts';
import { report } from '../report.ts';
import { panelModel } from './panel.ts';

const views: readonly PanelView[] = ['routes', 'bgp', 'ipam'];
const extra = `
---
apiVersion: projectcalico.org/v3
kind: BGPFilter
metadata: { name: f }
spec:
  exportV4: [{ action: Reject, matchOperator: In, cidr: 10.48.0.0/16 }]
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: pods }
spec: { cidr: 10.48.0.0/16, ipipMode: Always, disableBGPExport: true }
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: { name: rack }
spec: { nodeSelector: all(), peerSelector: has(rr), filters: [f], password: { secretKeyRef: { name: s, key: k } } }
`;

test.each([0, 1, 2, 3, 4, 5])('manifests cut off anywhere are answered, part %i', (part) => {
  const whole = openSample('yaobank', (text, name) => (name === 'bgp.yaml' ? text + extra : text));
  const length = whole.file('bgp.yaml').text.length;
  let asked = 0;
  for (let end = part * 7; end <= length; end += 42) {
    const { context, resources } = openSample('yaobank', (text, name) =>
      name === 'bgp.yaml' ? (text + extra).slice(0, end) : text,
    );
    for (const view of views)
      for (const at of [undefined, 'worker1', 'bastion']) {
        const request = { ...firstPanelRequest, view, at, scope: 'cluster' as const };
        expect(panelModel(context, request, undefined, undefined).view).toBe(view);
        asked += 1;
      }
    expect(lenses(context, resources('bgp.yaml')).every(({ title }) => title !== '')).toBe(true);
    expect(report(context, { view: 'bgp', at: undefined, family: 4 })?.kind).toBe('report');
    expect(report(context, { view: 'ipam', showBlocks: true })?.kind).toBe('report');
  }
  expect(asked).toBeGreaterThan(100);
});
