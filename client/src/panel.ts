import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { FromPanel, PanelPlace, PanelRequest, ToPanel } from '../../server/src/protocol/panel.ts';
import { changedNotification } from '../../server/src/protocol/requests.ts';
import { ask } from './languageClient.ts';
import { isFromPanel } from './panelMessages.ts';
import { panelPage } from './panelPage.ts';
import type { RulesDocuments } from './rulesDocuments.ts';

/** The one panel beside the editor: its life and the messages both ways. What it shows comes from the server. */
export class PanelController implements vscode.WebviewPanelSerializer, vscode.Disposable {
  static readonly viewType = 'dataplaneLens.panel';
  readonly #extension: vscode.Uri;
  readonly #client: LanguageClient;
  readonly #documents: RulesDocuments;
  readonly #highlight = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.selectionHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.selectionHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('focusBorder'),
  });
  readonly #subscriptions: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  /** What the panel asked for last; undefined until its page has loaded. */
  #request: PanelRequest | undefined;
  /** What a command wants shown in a page that has not loaded yet. */
  #patch: Partial<PanelRequest> | undefined;
  #focus: PanelRequest['focus'];
  #revision = 0;

  constructor(extension: vscode.Uri, client: LanguageClient, documents: RulesDocuments) {
    this.#extension = extension;
    this.#client = client;
    this.#documents = documents;
    this.#subscriptions = vscode.Disposable.from(
      this.#highlight,
      client.onNotification(changedNotification, () => void this.#refresh()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.#follow(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.#follow(editor);
      }),
    );
    if (vscode.window.activeTextEditor !== undefined) this.#follow(vscode.window.activeTextEditor);
  }

  /** Opens the panel beside the editor, or brings it to the front, and changes what it shows. */
  show(patch: Partial<PanelRequest>): void {
    if (patch.focus !== undefined) this.#focus = patch.focus;
    if (this.#panel === undefined) {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.#patch = patch;
      this.#take(vscode.window.createWebviewPanel(PanelController.viewType, 'Dataplane', column));
      return;
    }
    this.#panel.reveal(undefined, true);
    this.#post({ type: 'show', patch });
  }

  /** What is in view, for commands that speak of it. */
  get request(): PanelRequest | undefined {
    return this.#request;
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#take(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#subscriptions.dispose();
  }

  #take(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extension, 'media', 'icon.png');
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#extension, 'dist')],
    };
    panel.webview.html = panelPage(panel.webview, this.#extension);
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromPanel(message)) void this.#receive(message);
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#request = undefined;
      this.#light([]);
    });
  }

  async #receive(message: FromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#request = message.request;
        if (this.#focus !== undefined) this.#post({ type: 'cursor', ...this.#focus });
        if (this.#patch === undefined) return this.#refresh();
        this.#post({ type: 'show', patch: this.#patch });
        this.#patch = undefined;
        return;
      case 'request':
        this.#request = message.request;
        return this.#refresh();
      case 'reveal':
        return reveal(message.place);
      case 'highlight':
        this.#light(message.places);
        return;
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'openAsText':
        return this.#documents.show(this.#focused(message.request));
    }
  }

  /** Asks the server anew; an answer that a later question overtook is dropped. */
  async #refresh(): Promise<void> {
    if (this.#panel === undefined || this.#request === undefined) return;
    const revision = (this.#revision += 1);
    const request = this.#focused(this.#request);
    const model = await ask(this.#client, 'dataplaneLens/panel', request);
    if (model !== null && revision === this.#revision)
      this.#post({ type: 'model', revision, model, request });
  }

  #focused(request: PanelRequest): PanelRequest {
    return { ...request, focus: this.#focus ?? request.focus };
  }

  #follow({ document, selection }: vscode.TextEditor): void {
    if (document.languageId !== 'yaml' && document.languageId !== 'json') return;
    const before = this.#focus;
    const position = { line: selection.active.line, character: selection.active.character };
    const uri = document.uri.toString();
    this.#focus = { uri, position };
    this.#post({ type: 'cursor', uri, position });
    const scope = this.#request?.scope;
    if (before?.uri !== uri || (scope === 'resource' && before.position.line !== position.line))
      void this.#refresh();
  }

  #light(places: readonly PanelPlace[]): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = places.filter(({ uri }) => uri === editor.document.uri.toString());
      editor.setDecorations(this.#highlight, here.map(toRange));
    }
  }

  #post(message: ToPanel): void {
    void this.#panel?.webview.postMessage(message);
  }
}

const toRange = ({ start, end }: PanelPlace): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

async function reveal(place: PanelPlace): Promise<void> {
  const uri = vscode.Uri.parse(place.uri);
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const selection = toRange(place);
  await vscode.window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection,
  });
}
