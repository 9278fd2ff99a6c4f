import { describe, expect, test } from 'vitest';
import { sampleFiles } from '../../../test/kit/samples.ts';
import { Workspace } from '../analysis/workspace.ts';
import type { WhatIf } from '../cluster/cluster.ts';
import type { PanelTrace } from '../protocol/panel.ts';
import { traceText } from './traceText.ts';
import { panelTrace } from './traceView.ts';
import type { ViewContext } from './viewContext.ts';

const local = (text: string): string =>
  text.replace('  type: NodePort', '  type: NodePort\n  externalTrafficPolicy: Local');

/** The Yao Bank lab, opened as it is on disk or with an edit. */
function lab(edit = (text: string): string => text, whatIf: WhatIf = {}): ViewContext {
  const workspace = new Workspace({ oneCluster: true });
  workspace.setWhatIf(whatIf);
  workspace.change(sampleFiles('yaobank', edit));
  const snapshot = workspace.snapshot();
  const cluster = snapshot.cluster(undefined);
  if (cluster === undefined) throw new Error('the lab holds no cluster');
  return { cluster, written: cluster, locate: snapshot.locate };
}

const traced = (context: ViewContext, from: string, to: string, branch?: number): PanelTrace =>
  panelTrace(context, { from, to }, { branch });

describe('a trace as text', () => {
  test.each([
    ['node-port', lab(), 'bastion', '10.0.1.30:30180'],
    ['node-port-local', lab(local), 'bastion', '10.0.1.20:30180'],
    ['cluster-ip', lab(), 'bastion', 'service/summary'],
    ['hairpin', lab(), 'yaobank/customer-687b8d8f74-tcclp', 'customer:80'],
    ['ipvs-node-port', lab(undefined, { proxyMode: 'ipvs' }), 'bastion', '10.0.1.30:30180'],
    ['ipvs-node-port-local', lab(local, { proxyMode: 'ipvs' }), 'bastion', '10.0.1.20:30180'],
    ['nftables-cluster-ip', lab(undefined, { proxyMode: 'nftables' }), 'worker1', 'service/summary'],
    ['unknown', lab(), 'worker1', '192.0.2.1:443'],
  ])('%s', async (name, context, from, to) => {
    const text = traceText(traced(context, from, to));
    await expect(text).toMatchFileSnapshot(`./traceText.golden/${name}.txt`);
  });

  test('fits 100 columns wherever a line can be broken', () => {
    const text = traceText(traced(lab(undefined, { proxyMode: 'nftables' }), 'bastion', 'service/summary'));
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('a trace for the panel', () => {
  test('another branch is shown when asked for', () => {
    const trace = traced(lab(), 'bastion', 'service/summary', 3);
    expect(trace.shown).toBe(3);
    expect(trace.branches[3]).toMatchObject({
      title: 'via worker1: 10.48.128.1:80 on worker2',
      verdict: 'delivered',
    });
    expect(trace.lanes).toEqual(['bastion', 'worker1', 'worker2', 'pod']);
    expect(trace.title).toBe('Delivered to yaobank/summary-7d78c9976b-wjdd5 10.48.128.1:80');
  });

  test('a branch that is no longer there falls back to the likeliest', () => {
    expect(traced(lab(), 'bastion', '10.0.1.30:30180', 7).shown).toBe(0);
  });

  test('each hop knows its lane, its way in and its part', () => {
    const { there } = traced(lab(), 'bastion', '10.0.1.30:30180');
    expect(there.map(({ host, address, note, lane }) => [lane, host, address, note])).toEqual([
      [0, 'bastion', '10.0.1.10', 'outside the cluster'],
      [1, 'worker1', '10.0.1.30', 'in by ens5, does not run the pod'],
      [2, 'worker2', '10.0.1.31', 'in by ens5, runs the pod'],
      [3, 'pod', 'yaobank/customer-687b8d8f74-tcclp', 'in by eth0'],
    ]);
  });

  test('the packet on the wires where it changed', () => {
    const { headers } = traced(lab(), 'bastion', '10.0.1.30:30180');
    expect(headers.map(({ where, source, destination }) => `${where}: ${source} → ${destination}`)).toEqual([
      'leaves bastion: 10.0.1.10:ephemeral → 10.0.1.30:30180',
      'leaves worker1: 10.0.1.30:random → 10.48.0.43:80',
      'enters pod: 10.0.1.30:random → 10.48.0.43:80',
    ]);
  });

  test('two pods are told apart', () => {
    const trace = traced(lab(), 'yaobank/customer-687b8d8f74-tcclp', 'service/summary');
    expect(trace.lanes).toEqual(['client pod', 'worker2', 'worker1', 'pod']);
  });

  test('every rule leads to the YAML that made it', () => {
    const { there } = traced(lab(local), 'bastion', '10.0.1.20:30180');
    const last = there.at(-1)?.steps.at(-1);
    expect(last).toMatchObject({ chain: 'KUBE-EXTERNAL-SERVICES:1', target: 'DROP' });
    expect(last?.because[0]).toMatchObject({ kind: 'manifest', place: { label: 'services.yaml:10' } });
  });

  test('a question without an answer names what there is', () => {
    expect(traced(lab(), 'nobody', '10.0.1.30:30180')).toMatchObject({
      verdict: 'unknown',
      branches: [],
      title: 'There is no host, node or pod nobody to send the packet.',
      symptom: expect.stringContaining('bastion, control1, worker1, worker2') as string,
    });
  });

  test('policies that the trace does not know are named', () => {
    const policy = `
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: nobody-in }
spec: { selector: app == "customer", types: [Ingress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-summary, namespace: yaobank }
spec: { podSelector: { matchLabels: { app: summary } } }
---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: { name: worker1-ens5, labels: { role: worker } }
spec: { node: worker1, interfaceName: ens5 }
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: before-dnat }
spec: { selector: has(role), preDNAT: true, applyOnForward: true }
`;
    const guarded = lab((text) => (text.includes('kind: Service\n') ? text + policy : text));
    expect(traced(guarded, 'bastion', '10.0.1.30:30180').symptom.split('. ').slice(2)).toEqual([
      'GlobalNetworkPolicy nobody-in selects yaobank/customer-687b8d8f74-tcclp: it is not part of this trace',
      "HostEndpoint worker1-ens5 puts Calico's rules on worker1: they are not part of this trace",
      'GlobalNetworkPolicy before-dnat selects HostEndpoint worker1-ens5 of worker1: it is not part of this trace.',
    ]);
  });
});
