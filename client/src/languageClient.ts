import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { dumpLanguages } from '../../server/src/protocol/dumps.ts';
import type { Requests } from '../../server/src/protocol/requests.ts';
import type { InitializationOptions } from '../../server/src/protocol/settings.ts';

const redHatYaml = 'redhat.vscode-yaml';

/** The server runs in a process of its own; a crash of one leaves the other standing. Not started yet. */
export function newLanguageClient(context: vscode.ExtensionContext): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const options: InitializationOptions = {
    otherYamlServer: vscode.extensions.getExtension(redHatYaml) !== undefined,
    documentation: vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics').toString(),
  };
  return new LanguageClient(
    'dataplaneLens',
    'Dataplane Lens',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { language: 'yaml' },
        { language: 'json', pattern: '**/*.json' },
        ...dumpLanguages.map((language) => ({ language })),
      ],
      initializationOptions: options,
    },
  );
}

/** One of our own requests, typed by its method. */
export const ask = <M extends keyof Requests>(
  client: LanguageClient,
  method: M,
  params: Requests[M]['params'],
): Promise<Requests[M]['result'] | null> => client.sendRequest(method, params);
