import { expect, test } from 'vitest';
import type { CodeLens, Definition, Hover, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { talkToServer } from '../../../test/kit/languageClient.ts';

test('a dump is hovered over and followed, and is no manifest', async () => {
  const client = await talkToServer();
  const diagnosed: string[] = [];
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    diagnosed.push(params.uri);
  });
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
