import { CodeActionKind, type CodeAction, type CodeActionParams, type CodeLens } from 'vscode-languageserver';
import type { PlacedFix } from '../../analysis/api.ts';
import type { DocUri } from '../../text/span.ts';
import {
  overlap,
  toCodeLens,
  toDiagnostic,
  toDocumentSymbol,
  toHover,
  toInlayHint,
  toLocation,
  toSymbolInformation,
  toWorkspaceEdit,
} from '../convert.ts';
import { now, reportsSyntaxErrors, type Session } from '../session.ts';

/** Each language feature asks the engine one question and converts the answer. */
export function answerLanguageFeatures(session: Session): void {
  const { connection } = session;
  connection.onHover(({ textDocument, position }) => {
    const uri = textDocument.uri as DocUri;
    const dump = session.dumps.get(uri);
    const hover =
      dump === undefined ? now(session).hover(uri, position) : now(session).dumpHover(dump, position);
    return hover === undefined ? null : toHover(hover);
  });
  answerLenses(session);
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    session.settings.inlayHints.enabled
      ? now(session)
          .inlayHints(textDocument.uri as DocUri, range)
          .map(toInlayHint)
      : [],
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    now(session)
      .symbols(textDocument.uri as DocUri)
      .map(toDocumentSymbol),
  );
  connection.onWorkspaceSymbol(({ query }) => now(session).workspaceSymbols(query).map(toSymbolInformation));
  connection.onDefinition(({ textDocument, position }) => {
    const uri = textDocument.uri as DocUri;
    const dump = session.dumps.get(uri);
    const places =
      dump === undefined
        ? now(session).definitions(uri, position)
        : now(session).dumpDefinitions(dump, position);
    return places.map(toLocation);
  });
  connection.onReferences(({ textDocument, position }) =>
    now(session)
      .references(textDocument.uri as DocUri, position)
      .map(toLocation),
  );
  connection.onCodeAction((params) => quickFixes(session, params));
}

/** Editors ask for the titles of those lenses that are in sight, so in a large file few are worked out. */
function answerLenses(session: Session): void {
  const { connection } = session;
  connection.onCodeLens(({ textDocument }) => {
    const uri = textDocument.uri as DocUri;
    return session.settings.codeLens.enabled
      ? now(session)
          .lensPlaces(uri)
          .map(({ range, index }): CodeLens => ({ range, data: { uri, index } satisfies LensData }))
      : [];
  });
  connection.onCodeLensResolve((lens) => {
    const { uri, index } = lens.data as LensData;
    const told = now(session).lensAt(uri, lens.range.start, index);
    // The text may have moved on since; the editor asks for the lenses of the new one anyway.
    return told === undefined ? { ...lens, command: { title: '', command: '' } } : toCodeLens(uri, told);
  });
}

interface LensData {
  readonly uri: DocUri;
  readonly index: number;
}

/** Derives the findings again and offers the fixes of those in range: nothing is smuggled through the client. */
function quickFixes(session: Session, { textDocument, range }: CodeActionParams): CodeAction[] {
  const uri = textDocument.uri as DocUri;
  return now(session)
    .findings(uri, { syntaxErrors: reportsSyntaxErrors(session) })
    .filter((finding) => overlap(finding.range, range))
    .flatMap((finding): CodeAction[] => {
      const diagnostics = [toDiagnostic(finding, session.options.documentation)];
      const action = ({ title, edits }: PlacedFix, isPreferred: boolean): CodeAction => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        isPreferred,
        edit: toWorkspaceEdit(edits),
      });
      return [
        ...(finding.fix === undefined ? [] : [action(finding.fix, true)]),
        ...(finding.silence === undefined ? [] : [action(finding.silence, false)]),
      ];
    });
}
