import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface RoomsConfig {
  readonly forbidden: IForbiddenRuleType[];
  readonly options: ICruiseOptions;
}

const root = join(import.meta.dirname, '../..');
const config = createRequire(import.meta.url)('./rooms.cjs') as RoomsConfig;

/** A file that must be there to be imported, or a library, and the walls that importing it from `from` breaks. */
const bad: readonly [from: string, to: string, rule: string][] = [
  ['server/src/text/a.ts', 'server/src/net/ip.ts', 'text knows only the rooms before it'],
  ['server/src/memo/a.ts', 'server/src/text/span.ts', 'memo knows only the rooms before it'],
  ['server/src/protocol/a.ts', 'server/src/text/span.ts', 'protocol knows only the rooms before it'],
  ['server/src/digest/a.ts', 'server/src/text/span.ts', 'digest knows only the rooms before it'],
  ['server/src/origin/a.ts', 'server/src/yaml/reader.ts', 'origin knows only the rooms before it'],
  ['server/src/net/a.ts', 'server/src/origin/origin.ts', 'net knows only the rooms before it'],
  ['server/src/yaml/a.ts', 'server/src/resources/resource.ts', 'yaml knows only the rooms before it'],
  ['server/src/resources/a.ts', 'server/src/cluster/cluster.ts', 'resources knows only the rooms before it'],
  [
    'server/src/cluster/a.ts',
    'server/src/dataplane/netfilter/rule.ts',
    'cluster knows only the rooms before it',
  ],
  [
    'server/src/dataplane/kubeProxy/a.ts',
    'server/src/trace/walk.ts',
    'dataplane knows only the rooms before it',
  ],
  ['server/src/trace/a.ts', 'server/src/diagnostics/rule.ts', 'trace knows only the rooms before it'],
  ['server/src/diagnostics/a.ts', 'server/src/views/panel.ts', 'diagnostics knows only the rooms before it'],
  ['server/src/views/a.ts', 'server/src/analysis/api.ts', 'views knows only the rooms before it'],
  ['server/src/analysis/a.ts', 'server/src/lsp/server.ts', 'analysis knows only the rooms before it'],
  [
    'server/src/lsp/a.ts',
    'server/src/analysis/analysis.ts',
    'lsp and cli see the engine through analysis/api.ts',
  ],
  [
    'server/src/cli/a.ts',
    'server/src/dataplane/derive.ts',
    'lsp and cli see the engine through analysis/api.ts',
  ],
  ['server/src/lsp/b.ts', 'server/src/cli/main.ts', 'lsp and cli do not know each other'],
  ['server/src/main.ts', 'server/src/analysis/api.ts', 'main starts lsp and knows nothing else'],
  ['client/src/a.ts', 'server/src/text/span.ts', 'client and panel know only the protocol'],
  ['media/panel/a.tsx', 'client/src/extension.ts', 'client and panel know only the protocol'],
  ['server/src/views/b.ts', 'test/kit/check.ts', 'no product code imports a test'],
  [
    'server/src/dataplane/kubeProxy/b.ts',
    'server/src/dataplane/felix/names.ts',
    'a decider knows netfilter and cluster, no other decider',
  ],
  [
    'server/src/dataplane/felix/a.ts',
    'server/src/dataplane/routing/route.ts',
    'a decider knows netfilter and cluster, no other decider',
  ],
  [
    'server/src/dataplane/routing/a.ts',
    'server/src/dataplane/render/iptablesSave.ts',
    'a decider knows netfilter and cluster, no other decider',
  ],
  [
    'server/src/dataplane/kubeProxy/c.ts',
    'server/src/resources/resource.ts',
    'a decider knows netfilter and cluster, no other decider',
  ],
  [
    'server/src/dataplane/render/a.ts',
    'server/src/dataplane/felix/names.ts',
    'render and read know only the vocabulary',
  ],
  [
    'server/src/dataplane/read/a.ts',
    'server/src/cluster/cluster.ts',
    'render and read know only the vocabulary',
  ],
  ['server/src/dataplane/netfilter/a.ts', 'server/src/cluster/cluster.ts', 'netfilter is words only'],
  ['server/src/dataplane/felix/b.ts', 'server/src/dataplane/derive.ts', 'only derive.ts assembles'],
  [
    'server/src/dataplane/result.ts',
    'server/src/dataplane/felix/names.ts',
    'result types name only vocabularies',
  ],
  [
    'server/src/dataplane/routing/b.ts',
    'server/src/dataplane/dataplane.ts',
    'files beside the rooms of dataplane lend types, not code',
  ],
  ['server/src/resources/b.ts', 'yaml', 'yaml comes in by one door'],
  ['server/src/cluster/b.ts', 'ip-num', 'ip-num comes in by one door'],
  ['server/src/dataplane/kubeProxy/d.ts', '@noble/hashes/sha2.js', '@noble/hashes comes in by one door'],
  [
    'server/src/views/c.ts',
    'vscode-languageserver/node',
    'vscode-languageserver(-textdocument|-protocol|-types)? comes in by one door',
  ],
  [
    'server/src/text/b.ts',
    'vscode-languageserver-textdocument',
    'vscode-languageserver(-textdocument|-protocol|-types)? comes in by one door',
  ],
  ['client/src/b.ts', 'vscode-jsonrpc', 'vscode-jsonrpc comes in by one door'],
  ['server/src/lsp/c.ts', 'vscode', '(@types/)?vscode comes in by one door'],
  ['media/panel/b.ts', 'vscode-languageclient/node', 'vscode-languageclient comes in by one door'],
  ['client/src/c.ts', 'preact', 'preact comes in by one door'],
  ['server/src/lsp/d.ts', 'typescript', 'every library is one we chose'],
  ['server/src/views/d.ts', 'node:fs', 'the engine touches nothing outside'],
  ['client/src/d.ts', 'path', 'the engine touches nothing outside'],
  ['server/src/mainBrowser.ts', 'node:process', 'the engine touches nothing outside'],
  ['server/src/memo/b.ts', 'server/src/memo/b.ts', 'no circles'],
  ['server/src/memo/c.ts', './no-such-file.ts', 'every import resolves'],
];

/** Imports that are as they should be: no rule may mind them. */
const good: readonly [from: string, to: string][] = [
  ['server/src/cluster/good.ts', 'server/src/resources/resource.ts'],
  ['server/src/dataplane/kubeProxy/good.ts', 'server/src/cluster/cluster.ts'],
  ['server/src/dataplane/felix/good.ts', 'server/src/dataplane/netfilter/rule.ts'],
  ['server/src/dataplane/render/good.ts', 'server/src/dataplane/routing/route.ts'],
  ['server/src/dataplane/derive.ts', 'server/src/dataplane/felix/names.ts'],
  ['server/src/yaml/good.ts', 'yaml'],
  ['server/src/net/good.ts', 'ip-num'],
  ['server/src/digest/good.ts', '@noble/hashes/sha2.js'],
  ['server/src/lsp/good.ts', 'vscode-languageserver/node'],
  ['server/src/cli/good.ts', 'node:fs'],
  ['server/src/lsp/good2.ts', 'server/src/analysis/api.ts'],
  ['client/src/good.ts', 'vscode'],
  ['client/src/good2.ts', 'server/src/protocol/panel.ts'],
  ['media/panel/good.tsx', 'preact'],
  ['server/src/views/good.test.ts', 'test/kit/check.ts'],
];

const isOurs = (to: string): boolean => /^(server|client|media|test)\//.test(to);

function specifier(from: string, to: string): string {
  if (!isOurs(to)) return to;
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

const tree = mkdtempSync(join(tmpdir(), 'rooms-'));
const broken = new Map<string, Set<string>>();

function write(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text, { flag: 'a' });
}

beforeAll(async () => {
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const [from, to] of [...bad, ...good]) {
    write(from, `import '${specifier(from, to)}';\n`);
    if (isOurs(to) && to !== from) write(to, '');
  }
  const { output } = await cruise(
    ['server', 'client', 'media', 'test'],
    { ...config.options, baseDir: tree, validate: true, ruleSet: { forbidden: config.forbidden } },
    { bustTheCache: true },
  );
  for (const violation of (output as ICruiseResult).summary.violations) {
    const names = broken.get(violation.from) ?? new Set();
    broken.set(violation.from, names.add(violation.rule.name));
  }
});

afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

describe('a planted bad import is caught', () => {
  test.each(bad)('%s → %s', (from, _, rule) => {
    expect([...(broken.get(from) ?? [])]).toContain(rule);
  });
  test('and every wall has one', () => {
    const planted = bad.map(([, , rule]) => rule);
    expect(config.forbidden.map(({ name }) => name ?? '').filter((name) => !planted.includes(name))).toEqual(
      [],
    );
  });
});

test.each(good)('a good import is let through: %s → %s', (from) => {
  expect([...(broken.get(from) ?? [])]).toEqual([]);
});
