import { describe, expect, it } from 'vitest';
import { linesOf } from '../../media/panel/lines.ts';
import { readMessage } from '../../media/panel/messages.ts';
import { analyse, Workspace } from '../../server/src/analysis/api.ts';
import { firstPanelRequest, type PanelModel, type PanelRequest } from '../../server/src/protocol/panel.ts';
import type { DocUri } from '../../server/src/text/span.ts';
import { sampleFiles } from '../kit/samples.ts';

const services = 'file:///samples/yaobank/services.yaml' as DocUri;
const focus = { uri: services, position: { line: 12, character: 0 } };

/** What the server answers in the lab, with an unsaved edit of a node port. */
function ask(change: Partial<PanelRequest>): { readonly request: PanelRequest; readonly model: PanelModel } {
  const workspace = new Workspace();
  const files = sampleFiles('yaobank');
  workspace.setFolders(['file:///samples/yaobank']);
  workspace.change(files);
  const text = files.find(({ uri }) => uri === services)?.text ?? '';
  workspace.edit(services, text.replace('30180', '30190'));
  const request = { ...firstPanelRequest, focus, ...change };
  return { request, model: analyse(workspace.snapshot()).panel(request, workspace.savedSnapshot()) };
}

const questions: readonly (readonly [string, Partial<PanelRequest>, PanelModel['kind']])[] = [
  ['iptables of a file', {}, 'rules'],
  ['iptables of the cluster', { scope: 'cluster' }, 'rules'],
  ['iptables of a resource, filtered', { scope: 'resource', filter: '30190' }, 'rules'],
  ['iptables of another version', { whatIf: { kubernetesVersion: '1.25' } }, 'rules'],
  ['IPVS', { view: 'ipvs', scope: 'cluster' }, 'listing'],
  ['nftables', { view: 'nftables', scope: 'cluster' }, 'listing'],
  ['routes', { view: 'routes', scope: 'cluster' }, 'routes'],
  ['BGP sessions', { view: 'bgp', scope: 'cluster' }, 'tables'],
  ['BGP sessions of the bastion', { view: 'bgp', scope: 'cluster', at: 'bastion' }, 'tables'],
  ['addresses', { view: 'ipam', scope: 'cluster' }, 'tables'],
  ['no trace yet', { view: 'trace' }, 'empty'],
  ['a trace', { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30190' } }, 'trace'],
  ['a trace that has no answer', { view: 'trace', trace: { from: 'nobody', to: 'nowhere' } }, 'trace'],
];

describe('what the server answers', () => {
  it.each(questions)('%s: is understood, every line under a key of its own', (_, change, kind) => {
    const { request, model } = ask(change);
    const sent: unknown = JSON.parse(JSON.stringify({ type: 'model', revision: 1, request, model }));
    expect(readMessage(sent)).toEqual(sent);
    expect(model.kind).toBe(kind);
    const lines = linesOf(model, new Set(['back']));
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });

  it('lets every jump that is shown lead somewhere', () => {
    for (const view of ['iptables', 'nftables'] as const) {
      const lines = linesOf(ask({ view, scope: 'cluster' }).model, new Set());
      const keys = new Set(lines.map(({ key }) => key));
      const jumps = lines.flatMap(({ jump }) => jump ?? []);
      expect(jumps.length).toBeGreaterThan(10);
      expect(jumps.filter((jump) => !keys.has(jump))).toEqual([]);
    }
  });
});
