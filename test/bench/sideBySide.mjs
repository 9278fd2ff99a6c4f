// Our language server and yaml-language-server at the same work, in turn: A B A B …
import { join } from 'node:path';
import { ensureTools, newerNode, nodeIn, root } from '../launch/setUp.mjs';
import { connect, timed } from './languageServer.mjs';
import { median, quantile, table } from './numbers.mjs';
import { linesOfService, manyServices, nameAt, trafficPolicyAt } from './services.mjs';

// It wants Node 22 or newer; ours then runs under the same one.
const peer = { 'yaml-language-server': '2.0.0', ...newerNode };
const uri = 'untitled:bench.yaml';
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Prints, for each size, the medians over the rounds and how many times slower the peer is. */
export async function compare({ sizes = [10, 100, 1000], rounds = 3 } = {}) {
  const modules = await ensureTools('yaml-language-server to compare with', peer);
  const server = 'yaml-language-server/bin/yaml-language-server';
  const ours = [nodeIn(modules), join(root, 'dist/server.js'), '--stdio'];
  const theirs = [nodeIn(modules), join(modules, server), '--stdio'];
  for (const documents of sizes) {
    const results = { ours: [], theirs: [] };
    for (let round = 0; round < rounds; round++) {
      results.ours.push(await measure(ours, documents));
      results.theirs.push(await measure(theirs, documents));
    }
    const rows = Object.keys(results.ours[0]).map((what) => {
      const [our, their] = [results.ours, results.theirs].map((list) => median(list.map((one) => one[what])));
      return [what, our.toFixed(1), their.toFixed(1), `${(their / our).toFixed(1)}×`];
    });
    const title = [`${documents} Services, ${documents * linesOfService} lines`];
    console.log(`\n${table([[...title, 'Dataplane Lens', 'yaml-language-server', 'ratio'], ...rows])}`);
  }
}

/** An edit breaks, then mends, the syntax of a document in the middle, so that both must change their diagnostics. */
async function measure(command, documents) {
  const server = await connect(command);
  await pause(800);
  const open = await timed(() =>
    server.untilDiagnosed(uri, () =>
      server.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text: manyServices(documents) },
      }),
    ),
  );
  await pause(300);
  const middle = documents >> 1;
  const start = nameAt(middle);
  let version = 1;
  const change = (text, removed) => {
    version += 1;
    const end = { ...start, character: start.character + removed };
    server.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text }],
    });
  };
  const edits = [];
  for (let turn = 0; turn < 20; turn++) {
    const breaks = turn % 2 === 0;
    edits.push(
      await timed(() => server.untilDiagnosed(uri, () => (breaks ? change('[', 0) : change('', 1)))),
    );
  }
  const hovers = [];
  for (let turn = 0; turn < 10; turn++) {
    change('x', 0);
    const params = { textDocument: { uri }, position: trafficPolicyAt(middle) };
    hovers.push(await timed(() => server.request('textDocument/hover', params)));
  }
  const memory = server.memory();
  await server.close();
  return {
    'start, ms': server.initializeMs,
    'open to diagnostics, ms': open,
    'edit to diagnostics, median ms': median(edits),
    'edit to diagnostics, 95 % ms': quantile(edits, 0.95),
    'hover while typing, 95 % ms': quantile(hovers, 0.95),
    'memory, MB': memory,
  };
}
