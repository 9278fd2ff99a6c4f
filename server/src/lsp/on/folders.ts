import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
} from 'vscode-languageserver';
import type { Change } from '../../analysis/api.ts';
import type { DocUri } from '../../text/span.ts';
import type { Files } from '../files.ts';
import type { Publisher } from '../publish.ts';
import type { Session } from '../session.ts';

/** Files are handed to the workspace in lots, so that what is known already can be shown while the rest is read. */
const lot = 200;

/** Reads the manifests of the workspace folders, and again what changes on disk. */
export function followFolders(
  session: Session,
  publisher: Publisher,
  files: Files,
  params: InitializeParams | undefined,
): void {
  const { connection } = session;
  let folders = foldersOf(params);
  const reading = async (added: readonly string[]): Promise<void> => {
    session.workspace.setFolders(folders);
    const progress = await connection.window.createWorkDoneProgress();
    progress.begin('Reading manifests', undefined, undefined, true);
    for (const folder of added)
      await readFolder(session, publisher, files, folder, () => progress.token.isCancellationRequested);
    progress.done();
    publisher.everything();
  };
  void reading(folders);

  if (params?.capabilities.workspace?.workspaceFolders === true) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = removed.map(({ uri }) => uri);
      folders = [...folders.filter((folder) => !gone.includes(folder)), ...added.map(({ uri }) => uri)];
      for (const folder of gone) forget(session, folder);
      void reading(added.map(({ uri }) => uri));
    });
  }
  if (params?.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
    void connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*.{yaml,yml,json}' }],
    });
  }
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    const read = await Promise.all(
      changes.map(async ({ uri, type }): Promise<Change> => {
        const file = uri as DocUri;
        return { uri: file, text: type === FileChangeType.Deleted ? undefined : await files.read(file) };
      }),
    );
    take(session, read);
    publisher.everything();
  });
}

const foldersOf = (params: InitializeParams | undefined): readonly string[] =>
  params?.workspaceFolders?.map(({ uri }) => uri) ?? [];

async function readFolder(
  session: Session,
  publisher: Publisher,
  files: Files,
  folder: string,
  isCancelled: () => boolean,
): Promise<void> {
  let changes: Change[] = [];
  for await (const file of files.manifestsBelow(folder)) {
    if (isCancelled()) return;
    changes.push(file);
    if (changes.length < lot) continue;
    take(session, changes);
    publisher.everything();
    changes = [];
  }
  take(session, changes);
}

/** An open document keeps the editor's text; its file's text is what is saved. */
function take({ workspace, open }: Session, changes: readonly Change[]): void {
  workspace.change(changes.filter(({ uri }) => !open.has(uri)));
  for (const { uri, text } of changes)
    if (open.has(uri) && text !== undefined) workspace.changeBeneath(uri, text);
}

function forget(session: Session, folder: string): void {
  const below = [...session.workspace.snapshot().files.keys()].filter((uri) => uri.startsWith(`${folder}/`));
  take(
    session,
    below.map((uri) => ({ uri, text: undefined })),
  );
}
