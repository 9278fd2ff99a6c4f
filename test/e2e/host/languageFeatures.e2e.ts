import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, labFile, open, placeOf } from './lab.ts';

const ask = <T>(command: string, ...parameters: readonly unknown[]): Thenable<T[]> =>
  vscode.commands.executeCommand<T[]>(`vscode.${command}`, ...parameters);

const textOf = (hover: vscode.Hover): string =>
  hover.contents
    .map((part) => (part instanceof vscode.MarkdownString ? part.value : JSON.stringify(part)))
    .join('\n');

describe('language features', () => {
  it('tell in a hover what a node port opens', async () => {
    const document = await open('services.yaml');
    const hovers = await ask<vscode.Hover>(
      'executeHoverProvider',
      document.uri,
      placeOf(document, 'nodePort').start,
    );
    match(hovers.map(textOf).join('\n'), /KUBE-EXT-PX5FENG4GZJTCELT/);
  });

  it('put lenses above each Service', async () => {
    const document = await open('services.yaml');
    const lenses = await eventually('lenses', async () => {
      const found = await ask<vscode.CodeLens>('executeCodeLensProvider', document.uri, 100);
      return found.length > 0 ? found : undefined;
    });
    const titles = lenses.map(({ command }) => command?.title ?? '');
    ok(
      titles.some((title) => /^\d+ rules on 3 nodes/.test(title)),
      titles.join(' | '),
    );
    equal(titles.filter((title) => title === 'Trace packet from bastion').length, 3, titles.join(' | '));
  });

  it('list the resources of a file', async () => {
    const symbols = await ask<vscode.DocumentSymbol>(
      'executeDocumentSymbolProvider',
      labFile('services.yaml'),
    );
    deepEqual(
      symbols.map(({ name }) =>
        ['customer', 'summary', 'database'].find((service) => name.includes(service)),
      ),
      ['customer', 'summary', 'database'],
    );
  });

  it('lead from a selector to the workload, and from there back', async () => {
    const document = await open('services.yaml');
    const selector = placeOf(document, '  selector:\n    app: customer').end;
    const targets = await ask<vscode.Location | vscode.LocationLink>(
      'executeDefinitionProvider',
      document.uri,
      selector.translate(0, -2),
    );
    const uris = targets.map((target) => ('targetUri' in target ? target.targetUri : target.uri).path);
    ok(
      uris.some((path) => /(workloads|pods)\.yaml$/.test(path)),
      uris.join(' '),
    );
    const references = await ask<vscode.Location>(
      'executeReferenceProvider',
      document.uri,
      selector.translate(0, -2),
    );
    ok(references.length > 0);
  });

  it('find resources across the workspace', async () => {
    const symbols = await ask<vscode.SymbolInformation>('executeWorkspaceSymbolProvider', 'customer');
    ok(symbols.some(({ location }) => location.uri.path.endsWith('services.yaml')));
  });
});
