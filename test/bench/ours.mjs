// Our language server with 1,000 Services: in 1,000 files, and in one file of 24,000 lines.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../launch/setUp.mjs';
import { temporaryFolder } from '../launch/vscode.mjs';
import { connect, now, timed } from './languageServer.mjs';
import { median, spread } from './numbers.mjs';
import { linesOfService, manyServices, nodePortAt, service, trafficPolicyAt } from './services.mjs';

const command = [process.execPath, join(root, 'dist/server.js'), '--stdio'];
const count = 1000;
const edits = 40;
const starts = 3;

/** Prints what an editor would wait for. */
export async function measureOurs() {
  const inMiddle = count >> 1;
  const many = await measure('1,000 Services in 1,000 files', {
    files: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`svc-${index}.yaml`, service(index)]),
    ),
    edited: `svc-${inMiddle}.yaml`,
    index: 0,
  });
  const one = await measure(`1,000 Services in one file of ${count * linesOfService} lines`, {
    files: { 'all.yaml': manyServices(count) },
    edited: 'all.yaml',
    index: inMiddle,
  });
  return { many, one };
}

async function measure(title, { files, edited, index }) {
  const folder = temporaryFolder('bench');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const uri = pathToFileURL(join(folder, edited)).href;
  const colds = [];
  for (let turn = 0; turn < starts - 1; turn++) colds.push(await withServer(folder, uri, () => undefined));
  let figures;
  colds.push(
    await withServer(folder, uri, async (server) => {
      figures = await edit(server, uri, files[edited], index);
    }),
  );
  console.log(`\n${title}`);
  console.log(`  cold start until all are known      ${median(colds).toFixed(0)} ms`);
  console.log(`  keystroke to diagnostics            ${spread(figures.diagnostics)}`);
  console.log(`  keystroke to refreshed panel model  ${spread(figures.panel)}`);
  console.log(`  hover while typing                  ${spread(figures.hover)}`);
  console.log(`  memory                              ${figures.memory.toFixed(0)} MB`);
}

/** Starts the server on a folder and waits until it knows every Service; resolves with how long that took. */
async function withServer(folder, uri, work) {
  const since = now();
  const server = await connect(command, { folder: pathToFileURL(folder).href });
  let known = 0;
  while (known < count) {
    const status = await server.request('dataplaneLens/status', { uri });
    known = status?.services ?? 0;
  }
  const cold = now() - since;
  await work(server);
  await server.close();
  return cold;
}

/** Turns a node port out of range and back, so that each keystroke changes diagnostics and rules. */
async function edit(server, uri, text, index) {
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  let version = 1;
  const { line, character } = nodePortAt(index);
  const keystroke = () => {
    version += 1;
    const breaks = version % 2 === 0;
    const end = { line, character: character + (breaks ? 0 : 1) };
    const contentChanges = [{ range: { start: { line, character }, end }, text: breaks ? '9' : '' }];
    server.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  };
  const panel = {
    ...{ view: 'iptables', scope: 'resource', filter: '', whatIf: {}, ipFamily: 4, opened: [], closed: [] },
    focus: { uri, position: { line, character } },
  };
  const measured = { diagnostics: [], panel: [], hover: [] };
  for (let turn = 0; turn < edits; turn++) {
    measured.diagnostics.push(await timed(() => server.untilDiagnosed(uri, keystroke)));
    measured.panel.push(
      await timed(() => {
        keystroke();
        return server.request('dataplaneLens/panel', panel);
      }),
    );
    measured.hover.push(
      await timed(() => {
        keystroke();
        return server.request('textDocument/hover', {
          textDocument: { uri },
          position: trafficPolicyAt(index),
        });
      }),
    );
  }
  return { ...measured, memory: server.memory() };
}
