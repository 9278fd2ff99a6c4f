import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeLens,
  type Definition,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { startServer } from './server.ts';

/** A server without files of its own, spoken to as an editor would. */
function talk(): ProtocolConnection {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  startServer(server, {
    async *manifestsBelow() {
      // Nothing is on disk.
    },
    read: () => Promise.resolve(undefined),
  });
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  return client;
}

test('a dump is hovered over and followed, and is no manifest', async () => {
  const client = talk();
  const diagnosed: string[] = [];
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    diagnosed.push(params.uri);
  });
  client.onRequest('window/workDoneProgress/create', () => null);
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const open = (uri: string, languageId: string, text: string): Promise<void> =>
    client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  const [manifest, dump] = ['file:///lab/services.yaml', 'untitled:dump'];
  await open(
    manifest,
    'yaml',
    'apiVersion: v1\nkind: Service\nmetadata: { name: customer, namespace: yaobank }\nspec: { ports: [{ name: http, port: 80 }] }\n',
  );
  await open(dump, 'iptables-save', 'kind: Service\n-j KUBE-SVC-PX5FENG4GZJTCELT\n');
  const at = { textDocument: { uri: dump }, position: { line: 1, character: 8 } };
  const hover = await client.sendRequest<Hover>('textDocument/hover', at);
  expect(JSON.stringify(hover.contents)).toContain('[yaobank/customer](file:///lab/services.yaml#L3)');
  expect(await client.sendRequest<Definition>('textDocument/definition', at)).toMatchObject([
    { uri: manifest },
  ]);
  expect(await client.sendRequest('textDocument/codeLens', at)).toEqual([]);
  const [lens] = await client.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: manifest },
  });
  expect(await client.sendRequest('codeLens/resolve', lens)).toMatchObject({
    command: { title: '1 rule on 3 nodes', command: 'dataplaneLens.show' },
  });
  expect(await client.sendRequest('textDocument/documentSymbol', at)).toEqual([]);
  expect(diagnosed).not.toContain(dump);
  await client.sendNotification('textDocument/didClose', { textDocument: { uri: dump } });
  expect(await client.sendRequest('textDocument/hover', at)).toBeNull();
  client.dispose();
});
