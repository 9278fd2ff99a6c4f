import * as vscode from 'vscode';
import { registerCommands } from './commands/index.ts';
import { newLanguageClient } from './languageClient.ts';
import { PanelController } from './panel.ts';
import { RulesDocuments } from './rulesDocuments.ts';
import { showClusterStatus } from './status.ts';

/** Starts the language server and puts the commands, the panel and the status item in place. */
export function activate(context: vscode.ExtensionContext): void {
  const client = newLanguageClient(context);
  const documents = new RulesDocuments(client);
  const panel = new PanelController(context.extensionUri, client, documents);
  context.subscriptions.push(
    panel,
    documents,
    vscode.window.registerWebviewPanelSerializer(PanelController.viewType, panel),
    vscode.workspace.registerTextDocumentContentProvider(RulesDocuments.scheme, documents),
    showClusterStatus(client),
    ...registerCommands(client, panel, documents),
    { dispose: () => void client.stop() },
  );
  // Not awaited: the editor goes on while the server starts, and each request waits for it.
  void client.start();
}
