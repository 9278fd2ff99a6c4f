import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { commands } from '../../../server/src/protocol/requests.ts';
import type { PanelController } from '../panel.ts';
import type { RulesDocuments } from '../rulesDocuments.ts';
import { openAsText } from './openAsText.ts';
import { selectNode, selectProxyMode, selectVersion } from './select.ts';
import { show } from './show.ts';
import { trace, traceFromBastion } from './trace.ts';

/** Every command of the palette, by the id that package.json and CodeLenses use. */
export function registerCommands(
  client: LanguageClient,
  panel: PanelController,
  documents: RulesDocuments,
): readonly vscode.Disposable[] {
  const register = (id: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, run);
  return [
    register(commands.show, (argument) => {
      show(panel, argument);
    }),
    register(commands.trace, (argument) => trace(client, panel, argument)),
    register(commands.traceFromBastion, () => traceFromBastion(client, panel)),
    register(commands.openAsText, () => openAsText(panel, documents)),
    register(commands.selectNode, () => selectNode(client, panel)),
    register(commands.selectProxyMode, () => selectProxyMode()),
    register(commands.selectVersion, () => selectVersion(client, panel)),
  ];
}
