import { ok } from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  it('is installed and wakes up for a YAML file', async () => {
    const extension = vscode.extensions.getExtension('dataplane-lens.dataplane-lens');
    ok(extension);
    const [file] = await vscode.workspace.findFiles('**/*.yaml');
    ok(file);
    await vscode.window.showTextDocument(file);
    await extension.activate();
    ok(extension.isActive);
  });
});
