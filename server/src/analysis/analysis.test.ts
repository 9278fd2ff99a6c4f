import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstPanelRequest } from '../protocol/panel.ts';
import type { DocUri } from '../text/span.ts';
import { analyse, Workspace, type Analysis } from './api.ts';

const uri = 'file:///lab/m.yaml' as DocUri;
const other = 'file:///lab/other.yaml' as DocUri;
const start = { line: 0, character: 0 };
const whole = { start, end: { line: 999, character: 0 } };

const line = fc.constantFrom(
  'apiVersion: v1',
  'kind: Service',
  'metadata: { name: a }',
  'metadata:',
  '  name: b',
  'spec:',
  '  type: NodePort',
  '  selector: { app: a }',
  '  ports:',
  '  - port: 80',
  '    nodePort: 30080',
  '    nodePort: 80',
  '---',
  'apiVersion: projectcalico.org/v3',
  'kind: GlobalNetworkPolicy',
  '  preDNAT: true',
  '  clusterIP: 10.49.0.300',
  ': [',
  '\t',
  '"',
  '{{ .Values.x }}',
  'kind: List',
  'items: [',
);
const text = fc.array(line, { maxLength: 16 }).map((lines) => lines.join('\n'));

/** Everything that can be asked, so that a change of any answer shows. */
function answers(analysis: Analysis): unknown {
  const position = { line: 5, character: 4 };
  return [
    analysis.findings(uri, { syntaxErrors: true }),
    analysis.findings(other, { syntaxErrors: true }),
    analysis.hover(uri, position),
    analysis.lenses(uri),
    analysis.inlayHints(uri, whole),
    analysis.symbols(uri),
    analysis.definitions(uri, position),
    analysis.references(uri, position),
    analysis.panel({ ...firstPanelRequest, focus: { uri, position } }),
    analysis.panel({ ...firstPanelRequest, view: 'ipvs', scope: 'cluster' }),
    analysis.panel({ ...firstPanelRequest, view: 'routes', scope: 'cluster' }),
    analysis.status(uri),
  ];
}

test('any text, half-typed or broken, gets an answer and never a throw', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const workspace = new Workspace();
      workspace.change([{ uri, text: typed }]);
      expect(answers(analyse(workspace.snapshot()))).toBeDefined();
    }),
    { numRuns: 60 },
  );
});

test('the road to a state does not matter, only the state', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(uri, other), text), { maxLength: 5 }),
      text,
      text,
      (history, last, lastOther) => {
        const walked = new Workspace();
        for (const [file, typed] of history) {
          walked.edit(file, typed);
          answers(analyse(walked.snapshot()));
        }
        walked.edit(uri, last);
        walked.edit(other, lastOther);
        const fresh = new Workspace();
        fresh.change([
          { uri: other, text: lastOther },
          { uri, text: last },
        ]);
        expect(answers(analyse(walked.snapshot()))).toEqual(answers(analyse(fresh.snapshot())));
      },
    ),
    { numRuns: 40 },
  );
});

test('findings that are worked out in turns, after others of an earlier state, are those of a fresh start', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (history) => {
      const workspace = new Workspace();
      for (const typed of history) {
        workspace.edit(uri, typed);
        analyse(workspace.snapshot()).findings(uri, { syntaxErrors: true, ofChangesOnly: true });
      }
      const analysis = analyse(workspace.snapshot());
      for (let turns = 0; !analysis.workOutFindings(uri, () => turns % 2 === 0); turns += 1)
        expect(turns).toBeLessThan(20);
      const fresh = new Workspace();
      fresh.edit(uri, history.at(-1) ?? '');
      const expected = analyse(fresh.snapshot()).findings(uri, { syntaxErrors: true });
      for (const ofChangesOnly of [true, false])
        expect(analysis.findings(uri, { syntaxErrors: true, ofChangesOnly })).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 80 }] }\n`;

test('each folder with a ClusterProfile is a cluster of its own', () => {
  const workspace = new Workspace();
  workspace.setFolders(['file:///repo/']);
  const profile = (name: string): string =>
    `apiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: ${name} }\n`;
  const files = {
    'file:///repo/dev/dataplane-lens.yaml': profile('dev'),
    'file:///repo/dev/apps/a.yaml': service('a'),
    'file:///repo/prod/dataplane-lens.yaml': profile('prod'),
    'file:///repo/prod/a.yaml': service('a'),
    'file:///repo/loose.yaml': service('loose'),
    'file:///elsewhere/alone.yaml': service('alone'),
  };
  workspace.change(Object.entries(files).map(([path, content]) => ({ uri: path as DocUri, text: content })));
  const analysis = analyse(workspace.snapshot());
  const named = (path: keyof typeof files): unknown => {
    const status = analysis.status(path as DocUri);
    return [status?.name, status?.services];
  };
  expect(named('file:///repo/dev/apps/a.yaml')).toEqual(['dev', 1]);
  expect(named('file:///repo/prod/a.yaml')).toEqual(['prod', 1]);
  expect(named('file:///repo/loose.yaml')).toEqual(['cluster', 1]);
  expect(named('file:///elsewhere/alone.yaml')).toEqual(['cluster', 1]);
});

test('an unsaved edit is compared with what is on disk until it is saved', () => {
  const workspace = new Workspace();
  workspace.change([{ uri, text: service('a') }]);
  expect(workspace.savedSnapshot()).toBe(workspace.snapshot());
  workspace.edit(uri, service('b'));
  expect(workspace.savedSnapshot().files.get(uri)?.text).toBe(service('a'));
  workspace.edit(uri, service('c'));
  expect(workspace.savedSnapshot().files.get(uri)?.text).toBe(service('a'));
  workspace.save(uri);
  expect(workspace.savedSnapshot()).toBe(workspace.snapshot());
});

test('a snapshot never changes', () => {
  const workspace = new Workspace();
  workspace.change([{ uri, text: service('a') }]);
  const before = workspace.snapshot();
  workspace.change([{ uri, text: undefined }]);
  expect(before.files.get(uri)?.text).toBe(service('a'));
  expect(analyse(workspace.snapshot()).symbols(uri)).toEqual([]);
});

test('an edit leaves what it does not touch as it was, down to the same objects', () => {
  const workspace = new Workspace();
  workspace.change([{ uri, text: `${service('a')}---\n${service('b')}---\n${service('c')}` }]);
  const before = workspace.snapshot().cluster(uri)?.services ?? [];
  workspace.edit(uri, `${service('a')}---\n${service('b').replace('80', '81')}---\n${service('c')}`);
  const after = workspace.snapshot().cluster(uri)?.services ?? [];
  expect(after.map((found, i) => found === before[i])).toEqual([true, false, true]);
});
