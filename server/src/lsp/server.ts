import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { InitializationOptions } from '../protocol/settings.ts';
import type { Files } from './files.ts';
import { followDocuments } from './on/documents.ts';
import { followFolders } from './on/folders.ts';
import { answerLanguageFeatures } from './on/languageFeatures.ts';
import { answerPanel } from './on/panel.ts';
import { followSettings } from './on/settings.ts';
import { newPublisher } from './publish.ts';
import { newSession } from './session.ts';

/** Wires one connection to the engine. Everything it knows of the world comes through these two. */
export function startServer(connection: Connection, files: Files): void {
  const session = newSession(connection);
  const documents = new TextDocuments(TextDocument);
  const publisher = newPublisher(session);
  let params: InitializeParams | undefined;

  connection.onInitialize((initialize) => {
    params = initialize;
    session.options = {
      ...session.options,
      ...(initialize.initializationOptions as Partial<InitializationOptions> | undefined),
    };
    return capabilities;
  });
  connection.onInitialized(() => {
    if (params?.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'dataplaneLens' });
    }
    followSettings(session, publisher, params);
    followFolders(session, publisher, files, params);
  });
  followDocuments(session, publisher, documents, files);
  answerLanguageFeatures(session);
  answerPanel(session);
  documents.listen(connection);
  connection.listen();
}

const capabilities: InitializeResult = {
  capabilities: {
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    hoverProvider: true,
    codeLensProvider: { resolveProvider: true },
    inlayHintProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
  serverInfo: { name: 'Dataplane Lens' },
};
