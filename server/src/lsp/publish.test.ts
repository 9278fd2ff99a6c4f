import { expect, test } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { talkToServer } from '../../../test/kit/languageClient.ts';
import type { DocUri } from '../text/span.ts';

const service = (name: string, nodePort: number): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { type: NodePort, ports: [{ port: 80, nodePort: ${String(nodePort)} }] }\n`;

const edited = 'file:///lab/a.yaml' as DocUri;
const other = 'file:///lab/b.yaml' as DocUri;

interface Conversation {
  /** The name of each file that the server spoke of, and how many findings it has. */
  readonly heard: readonly string[];
  readonly say: (method: string, params: object) => Promise<void>;
}

async function converse(onDisk: ReadonlyMap<DocUri, string>): Promise<Conversation> {
  const client = await talkToServer(onDisk);
  const heard: string[] = [];
  client.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      heard.push(`${uri.slice(uri.lastIndexOf('/') + 1)} ${String(diagnostics.length)}`);
    },
  );
  return { heard, say: (method, params) => client.sendNotification(`textDocument/${method}`, params) };
}

const open = (uri: string, text: string): object => ({
  textDocument: { uri, languageId: 'yaml', version: 1, text },
});

const change = (uri: string, version: number, text: string): object => ({
  textDocument: { uri, version },
  contentChanges: [{ text }],
});

test('the edited file is heard of first, others that its edit concerns after it, and each once', async () => {
  const { heard, say } = await converse(new Map([[other, service('b', 30080)]]));
  await say('didOpen', open(edited, service('a', 30081)));
  await expect.poll(() => heard).toEqual(['a.yaml 0']);
  await say('didChange', change(edited, 2, service('a', 30080)));
  await expect.poll(() => heard.slice(1)).toEqual(['a.yaml 1', 'b.yaml 1']);
  await say('didChange', change(edited, 3, service('a', 30082)));
  await expect.poll(() => heard.slice(3)).toEqual(['a.yaml 0', 'b.yaml 0']);
});

test('the edited document is heard of first, others of its file that its edit concerns after it', async () => {
  const { heard, say } = await converse(new Map());
  const text = (nodePort: number): string => `${service('a', nodePort)}---\n${service('b', 30080)}`;
  await say('didOpen', open(edited, text(30081)));
  await expect.poll(() => heard).toEqual(['a.yaml 0']);
  await say('didChange', change(edited, 2, text(30080)));
  await expect.poll(() => heard.slice(1)).toEqual(['a.yaml 1', 'a.yaml 2']);
  await say('didChange', change(edited, 3, text(30082)));
  await expect.poll(() => heard.slice(3)).toEqual(['a.yaml 1', 'a.yaml 0']);
});

test('nothing remains of a document that is closed and on no disk', async () => {
  const { heard, say } = await converse(new Map());
  await say('didOpen', open('untitled:c', service('c', 80)));
  await expect.poll(() => heard).toEqual(['untitled:c 1']);
  await say('didClose', { textDocument: { uri: 'untitled:c' } });
  await expect.poll(() => heard.slice(1)).toEqual(['untitled:c 0']);
});
