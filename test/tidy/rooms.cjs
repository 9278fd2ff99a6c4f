/**
 * The rooms of the code and who may look into which, for dependency-cruiser.
 * ARCHITECTURE.md says why; rooms.test.ts plants a bad import for every rule and sees it caught.
 */

// What many rooms use and what itself uses next to nothing.
const leaves = ['text', 'origin', 'net', 'memo', 'digest'];

// The rooms of server/src in the order data flows. A file may import its own room and those listed for it.
const rooms = {
  text: [],
  memo: [],
  protocol: [],
  digest: [],
  origin: ['text'],
  net: ['text'],
  yaml: ['text', 'net', 'memo'],
  resources: ['text', 'net', 'memo', 'yaml'],
  cluster: [...leaves, 'yaml', 'resources'],
  dataplane: [...leaves, 'yaml', 'resources', 'cluster'],
  trace: [...leaves, 'yaml', 'resources', 'cluster', 'dataplane'],
  diagnostics: [...leaves, 'yaml', 'resources', 'cluster', 'dataplane', 'trace'],
  views: [...leaves, 'yaml', 'resources', 'cluster', 'dataplane', 'trace', 'diagnostics', 'protocol'],
  analysis: [
    ...leaves,
    ...['yaml', 'resources', 'cluster', 'dataplane', 'trace', 'diagnostics', 'views', 'protocol'],
  ],
};

const test = '\\.test\\.tsx?$';
const ourCode = '^(server|client|media|syntaxes|test)/';
const inRooms = (names) => `^server/src/(${names.join('|')})/`;
const error = (name, from, to) => ({ name, severity: 'error', from, to });

const roomsKeepToTheFlow = Object.entries(rooms).map(([room, below]) =>
  error(
    `${room} knows only the rooms before it`,
    { path: inRooms([room]), pathNot: test },
    { path: ourCode, pathNot: inRooms([room, ...below]) },
  ),
);

// lsp/ and cli/ are the edges: the engine is one façade to them. main*.ts only start the server.
const edges = [
  error(
    'lsp and cli see the engine through analysis/api.ts',
    { path: inRooms(['lsp', 'cli']), pathNot: test },
    {
      path: '^server/src/',
      pathNot: ['^server/src/analysis/api\\.ts$', '^server/src/$1/', inRooms(['text', 'protocol'])],
    },
  ),
  error(
    'lsp and cli do not know each other',
    { path: '^server/src/(lsp|cli)/', pathNot: test },
    { path: '^server/src/(lsp|cli|main)', pathNot: '^server/src/$1/' },
  ),
  error(
    'main starts lsp and knows nothing else',
    { path: '^server/src/main[^/]*\\.ts$' },
    { path: ourCode, pathNot: inRooms(['lsp']) },
  ),
  error(
    'client and panel know only the protocol',
    { path: '^(client|media)/', pathNot: test },
    { path: ourCode, pathNot: ['^$1/', inRooms(['protocol'])] },
  ),
  error(
    'no product code imports a test',
    { path: '^(server|client|media)/', pathNot: test },
    { path: `^test/|${test}` },
  ),
];

// Inside dataplane/: deciders build values, spellers write them down, only derive.ts assembles.
const vocabulary = '^server/src/dataplane/(netfilter/|routing/route\\.ts$|[^/]+\\.ts$)';
const assembler = '^server/src/dataplane/derive\\.ts$';
const dataplane = [
  error(
    'a decider knows netfilter and cluster, no other decider',
    { path: '^server/src/dataplane/(kubeProxy|felix|routing|dns|ingress)/', pathNot: test },
    {
      path: '^server/src/',
      pathNot: [
        inRooms([...leaves, 'cluster']),
        '^server/src/dataplane/($1|netfilter)/',
        '^server/src/dataplane/[^/]+\\.ts$',
      ],
    },
  ),
  error(
    'render and read know only the vocabulary',
    { path: '^server/src/dataplane/(render|read)/', pathNot: test },
    { path: '^server/src/', pathNot: [inRooms(leaves), '^server/src/dataplane/$1/', vocabulary] },
  ),
  error(
    'netfilter is words only',
    { path: '^server/src/dataplane/netfilter/', pathNot: test },
    { path: '^server/src/', pathNot: [inRooms(leaves), '^server/src/dataplane/netfilter/'] },
  ),
  error(
    'only derive.ts assembles',
    { path: '^server/src/dataplane/', pathNot: [test, assembler] },
    { path: assembler },
  ),
  error(
    'result types name only vocabularies',
    { path: '^server/src/dataplane/[^/]+\\.ts$', pathNot: [test, assembler] },
    {
      path: '^server/src/dataplane/',
      pathNot: [
        '^server/src/dataplane/[^/]+\\.ts$',
        '^server/src/dataplane/netfilter/',
        '^server/src/dataplane/routing/route\\.ts$',
      ],
    },
  ),
  error(
    'files beside the rooms of dataplane lend types, not code',
    { path: '^server/src/dataplane/[^/]+/', pathNot: test },
    { path: '^server/src/dataplane/[^/]+\\.ts$', dependencyTypesNot: ['type-only'] },
  ),
];

// Each library has one door.
const doors = [
  ['yaml', '^server/src/yaml/'],
  ['ip-num', '^server/src/net/'],
  ['@noble/hashes', '^server/src/digest/'],
  ['vscode-languageserver(-textdocument|-protocol|-types)?', '^server/src/(lsp/|main[^/]*\\.ts$)'],
  ['vscode-jsonrpc', '^server/src/lsp/'],
  ['(@types/)?vscode', '^(client|test/e2e)/'],
  ['vscode-languageclient', '^client/'],
  ['preact', '^media/'],
];
const library = (name) => `(^|node_modules/)${name}(/|$)`;
const libraries = [
  ...doors.map(([name, door]) =>
    error(
      `${name} comes in by one door`,
      { path: '^(server|client|media)/', pathNot: [test, door] },
      { path: library(name) },
    ),
  ),
  error(
    'every library is one we chose',
    { path: '^(server|client|media)/', pathNot: test },
    { path: '(^|/)node_modules/', pathNot: doors.map(([name]) => library(name)) },
  ),
  error(
    'the engine touches nothing outside',
    { path: '^(server|client|media)/', pathNot: [test, '^server/src/(lsp/|cli/|main\\.ts$)'] },
    { dependencyTypes: ['core'] },
  ),
];

module.exports = {
  forbidden: [
    ...roomsKeepToTheFlow,
    ...edges,
    ...dataplane,
    ...libraries,
    error('no circles', {}, { circular: true }),
    error('every import resolves', {}, { couldNotResolve: true, pathNot: '^vscode$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/e2e/out/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
