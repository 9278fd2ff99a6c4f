// A language client for measuring: starts any language server over stdio and times what it answers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { start, stop } from '../launch/programs.mjs';

const { StreamMessageReader, StreamMessageWriter, createProtocolConnection } = createRequire(import.meta.url)(
  'vscode-languageserver/node',
);

export const now = () => performance.now();

/** How long something took, in milliseconds. */
export async function timed(work) {
  const since = now();
  await work();
  return now() - since;
}

const within = (promise, milliseconds, what) => {
  let clock;
  const late = new Promise((_, fail) => {
    clock = setTimeout(() => fail(new Error(`${what}: no answer in ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(clock));
};

const capabilities = {
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    hover: { contentFormat: ['markdown'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    publishDiagnostics: { versionSupport: true },
    diagnostic: {},
  },
};

/** What the yaml-language-server must be told to check as it does in an editor, but without looking into the network. */
const yamlSettings = {
  validate: true,
  hover: true,
  completion: true,
  schemaStore: { enable: false },
  kubernetesCRDStore: { enable: false },
};

/** Starts a server: `command` is a program and its arguments, `folder` a file URI or null. */
export async function connect([program, ...args], { folder = null, initializationOptions = {} } = {}) {
  const since = now();
  const child = start(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let heard = () => {};
  let known = new Map();
  connection.onNotification('textDocument/publishDiagnostics', (report) => heard(report));
  connection.onRequest('workspace/configuration', ({ items }) =>
    items.map(({ section }) => (section === 'yaml' ? yamlSettings : null)),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/workspaceFolders', () =>
    folder === null ? [] : [{ uri: folder, name: 'bench' }],
  );
  connection.onRequest('window/workDoneProgress/create', () => null);
  for (const what of ['diagnostic', 'codeLens', 'inlayHint', 'semanticTokens']) {
    connection.onRequest(`workspace/${what}/refresh`, () => null);
  }
  connection.onUnhandledNotification(() => {});
  connection.listen();
  const request = (method, params) => within(connection.sendRequest(method, params), 120_000, method);
  const notify = (method, params) => void connection.sendNotification(method, params);
  const initialized = await request('initialize', {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: folder === null ? null : [{ uri: folder, name: 'bench' }],
    capabilities,
    initializationOptions,
  });
  notify('initialized', {});
  const pulls = initialized.capabilities.diagnosticProvider !== undefined;

  /**
   * Sends an edit and waits until the diagnostics of that document are other than they were. Both ways count:
   * a server may push them, or be asked at once.
   */
  async function untilDiagnosed(uri, send) {
    const changed = new Promise((done) => {
      heard = (report) => {
        const text = JSON.stringify(report.diagnostics);
        if (report.uri !== uri || known.get(uri) === text) return;
        known.set(uri, text);
        done();
      };
    });
    send();
    if (!pulls) return within(changed, 120_000, 'diagnostics');
    const report = await request('textDocument/diagnostic', { textDocument: { uri } });
    known.set(uri, JSON.stringify(report.items));
  }

  return {
    initializeMs: now() - since,
    request,
    notify,
    untilDiagnosed,
    /** Resident memory in MB, as Linux counts it. */
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
    async close() {
      connection.dispose();
      await stop(child);
    },
  };
}
