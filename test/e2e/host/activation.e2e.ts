import { ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { measured } from './measured.ts';

describe('the packaged extension', () => {
  it('wakes up', async () => {
    const extension = vscode.extensions.getExtension('dataplane-lens.dataplane-lens');
    ok(extension);
    ok(!extension.isActive, 'nothing of YAML is open, so it should still sleep');
    const since = performance.now();
    await extension.activate();
    measured.activateMs = performance.now() - since;
    ok(extension.isActive);
  });
});
