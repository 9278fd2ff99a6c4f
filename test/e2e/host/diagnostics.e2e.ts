import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, diagnosticOf, eventually, labFile, noDiagnosticOf, open, openNew, replace } from './lab.ts';

const policy = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: close-node-ports
spec:
  preDNAT: true
  selector: has(host)
  ingress:
  - action: Deny
`;

describe('diagnostics', () => {
  it('finds nothing wrong with the lab', async () => {
    await open('services.yaml');
    await vscode.commands.executeCommand(
      'vscode.executeHoverProvider',
      labFile('services.yaml'),
      new vscode.Position(0, 0),
    );
    const findings = vscode.languages
      .getDiagnostics()
      .flatMap(([uri, list]) =>
        list.map((diagnostic) => `${uri.path}: ${codeOf(diagnostic)} ${diagnostic.message}`),
      );
    deepEqual(findings, []);
  });

  it('underlines a node port that the cluster does not give out, while it is typed', async () => {
    const document = await open('services.yaml');
    await replace(document, 'nodePort: 30180', 'nodePort: 40180');
    const diagnostic = await diagnosticOf(document.uri, 'service/node-port-range');
    match(document.getText(diagnostic.range), /40180/);
    equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    await replace(document, 'nodePort: 40180', 'nodePort: 30180');
    await noDiagnosticOf(document.uri, 'service/node-port-range');
  });

  it('cures a policy with a quick fix', async () => {
    const document = await openNew('close-node-ports.yaml', policy);
    const code = 'calico/pre-dnat-needs-apply-on-forward';
    const diagnostic = await diagnosticOf(document.uri, code);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title === 'Set applyOnForward: true');
    ok(fix?.edit, `no such fix among: ${actions.map(({ title }) => title).join(', ')}`);
    await vscode.workspace.applyEdit(fix.edit);
    match(document.getText(), /^ {2}applyOnForward: true$/m);
    await noDiagnosticOf(document.uri, code);
  });

  it('reports on files that nobody has opened', async () => {
    const unseen = labFile('unseen.yaml');
    await vscode.workspace.fs.writeFile(unseen, new TextEncoder().encode(policy.replace('close', 'unseen')));
    await diagnosticOf(unseen, 'calico/pre-dnat-needs-apply-on-forward');
    await vscode.workspace.fs.delete(unseen);
    await eventually('the findings of the deleted file to go', () =>
      vscode.languages.getDiagnostics(unseen).length === 0 ? true : undefined,
    );
  });

  it('stays silent on templates and on YAML of other kinds', async () => {
    const template = await openNew('template.yaml', `{{- if .Values.on }}\n${policy}{{- end }}\n`);
    const other = await openNew('compose.yaml', 'services:\n  web:\n    ports: ["80:80"]\n');
    await diagnosticOf((await openNew('again.yaml', policy)).uri, 'calico/pre-dnat-needs-apply-on-forward');
    deepEqual(vscode.languages.getDiagnostics(template.uri), []);
    deepEqual(vscode.languages.getDiagnostics(other.uri), []);
  });
});
