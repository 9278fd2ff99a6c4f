import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/src/lsp/server.ts';
import type { DocUri } from '../../server/src/text/span.ts';

/** A server spoken to as an editor would, with these files in its one folder, `file:///lab`. */
export async function talkToServer(
  onDisk: ReadonlyMap<DocUri, string> = new Map(),
): Promise<ProtocolConnection> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  startServer(server, {
    async *manifestsBelow() {
      for (const [uri, text] of onDisk) yield await Promise.resolve({ uri, text });
    },
    read: (uri) => Promise.resolve(onDisk.get(uri)),
  });
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.onRequest('window/workDoneProgress/create', () => null);
  client.listen();
  const workspaceFolders = [{ uri: 'file:///lab', name: 'lab' }];
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
    workspaceFolders,
  });
  await client.sendNotification('initialized', {});
  return client;
}
