import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isDumpLanguage } from '../../analysis/api.ts';
import type { DocUri } from '../../text/span.ts';
import type { Files } from '../files.ts';
import type { Publisher } from '../publish.ts';
import type { Session } from '../session.ts';

/** Keeps the workspace at what the editor shows: an open document's text wins over the file's. Dumps have a room of their own. */
export function followDocuments(
  session: Session,
  publisher: Publisher,
  documents: TextDocuments<TextDocument>,
  files: Files,
): void {
  documents.onDidChangeContent(({ document }) => {
    const uri = document.uri as DocUri;
    const { languageId } = document;
    if (isDumpLanguage(languageId)) {
      session.dumps.set(uri, { uri, languageId, text: document.getText() });
      return;
    }
    session.open.set(uri, { version: document.version });
    session.workspace.edit(uri, document.getText());
    publisher.changed([uri]);
  });
  documents.onDidSave(({ document }) => {
    if (isDumpLanguage(document.languageId)) return;
    session.workspace.save(document.uri as DocUri);
    publisher.everything();
  });
  documents.onDidClose(({ document }) => {
    const uri = document.uri as DocUri;
    if (session.dumps.delete(uri)) return;
    session.open.delete(uri);
    void files.read(uri).then((text) => {
      if (session.open.has(uri)) return;
      session.workspace.change([{ uri, text }]);
      publisher.closed(uri);
    });
  });
}
