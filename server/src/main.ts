import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFiles } from './lsp/nodeFiles.ts';
import { startServer } from './lsp/server.ts';

startServer(createConnection(ProposedFeatures.all), nodeFiles);
