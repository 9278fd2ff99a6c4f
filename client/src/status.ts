import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { changedNotification, commands } from '../../server/src/protocol/requests.ts';
import { ask } from './languageClient.ts';

/** A language status item that names the cluster of the active file, its size, and the mode and version in force. */
export function showClusterStatus(client: LanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('dataplaneLens.cluster', [
    { language: 'yaml' },
    { language: 'json' },
  ]);
  item.name = 'Dataplane Lens';
  item.command = { title: 'Show dataplane', command: commands.show };
  const refresh = async (): Promise<void> => {
    if (!client.isRunning()) return;
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const status = await ask(client, 'dataplaneLens/status', { uri });
    if (status === null || status === undefined) {
      item.text = 'No cluster';
      item.detail = 'no Kubernetes or Calico object is open';
      return;
    }
    item.text = `Cluster ${status.name}`;
    item.detail = `${counted(status.services, 'service')}, ${counted(status.nodes, 'node')} · ${status.mode} · ${status.version}`;
  };
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(() => void refresh()),
    client.onNotification(changedNotification, () => void refresh()),
  );
}

const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
