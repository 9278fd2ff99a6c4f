import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { PanelRequest } from '../../server/src/protocol/panel.ts';
import { changedNotification } from '../../server/src/protocol/requests.ts';
import { ask } from './languageClient.ts';

/** Rules and routes as read-only documents, in the words of the real tools. They follow the manifests while open. */
export class RulesDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  static readonly scheme = 'dataplane-lens';
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #requests = new Map<string, PanelRequest>();
  readonly #client: LanguageClient;
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#subscription = client.onNotification(changedNotification, () => {
      for (const document of vscode.workspace.textDocuments) {
        if (document.uri.scheme === RulesDocuments.scheme) this.#changed.fire(document.uri);
      }
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const request = this.#requests.get(uri.toString());
    if (request === undefined) return '';
    return (await ask(this.#client, 'dataplaneLens/text', request))?.text ?? '';
  }

  async show(request: PanelRequest): Promise<void> {
    const answer = await ask(this.#client, 'dataplaneLens/text', request);
    if (answer === null) return;
    const uri = vscode.Uri.from({ scheme: RulesDocuments.scheme, path: `/${answer.title}` });
    this.#requests.set(uri.toString(), request);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, answer.languageId);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
