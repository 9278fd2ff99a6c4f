import { deepEqual, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, placeOf } from './lab.ts';

const panelIsOpen = (): true | undefined =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('dataplaneLens'))
    ? true
    : undefined;

describe('commands', () => {
  it('are all there', async () => {
    const contributed = vscode.extensions.getExtension<undefined>('dataplane-lens.dataplane-lens')
      ?.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    const known = new Set(await vscode.commands.getCommands());
    const names = contributed.contributes.commands.map(({ command }) => command);
    ok(names.length > 0);
    deepEqual(
      names.filter((name) => !known.has(name)),
      [],
    );
  });

  it('trace from the bastion to the Service under the cursor', async () => {
    const document = await open('services.yaml');
    const editor = await vscode.window.showTextDocument(document);
    const { start } = placeOf(document, 'nodePort: 30180');
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('dataplaneLens.traceFromBastion');
    await eventually('the panel', panelIsOpen);
  });

  it('open the rules of a node as text', async () => {
    await open('services.yaml');
    const opening = vscode.commands.executeCommand('dataplaneLens.openAsText');
    await new Promise((done) => setTimeout(done, 500));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await opening;
    const document = await eventually('the text', () =>
      vscode.workspace.textDocuments.find(({ languageId }) => languageId === 'iptables-save'),
    );
    match(document.getText(), /^:KUBE-SVC-PX5FENG4GZJTCELT - \[0:0\]$/m);
  });
});
