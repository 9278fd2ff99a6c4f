import type { Diagnostic } from 'vscode-languageserver';
import { changedNotification } from '../protocol/requests.ts';
import type { DocUri } from '../text/span.ts';
import { toDiagnostic } from './convert.ts';
import { now, reportsSyntaxErrors, type Session } from './session.ts';

/** How long the server may work on files nobody looks at before it hears the editor again, in milliseconds. */
const slice = 10;

/** Publishes diagnostics: of the edited file at once, of all others when the editor is quiet, and only what changed. */
export interface Publisher {
  /** These files changed; the rest of their clusters may have other findings now. */
  readonly changed: (uris: readonly DocUri[]) => void;
  /** Every file is to be looked at again. */
  readonly everything: () => void;
  readonly closed: (uri: DocUri) => void;
}

export function newPublisher(session: Session): Publisher {
  const published = new Map<DocUri, string>();
  let pending: DocUri[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const publish = (uri: DocUri): void => {
    const diagnostics = diagnosticsOf(session, uri);
    const text = JSON.stringify(diagnostics);
    const version = session.open.get(uri)?.version;
    // An open document hears that nothing is wrong with it; a file that nobody opened needs no such word.
    const before = published.get(uri) ?? (session.open.has(uri) ? undefined : '[]');
    if (before === text) return;
    published.set(uri, text);
    void session.connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(version === undefined ? {} : { version }),
    });
  };

  const work = (): void => {
    timer = undefined;
    const until = performance.now() + slice;
    while (pending.length > 0 && performance.now() < until) {
      const uri = pending.shift();
      if (uri !== undefined) publish(uri);
    }
    if (pending.length > 0) timer = setTimeout(work, 0);
  };

  const later = (): void => {
    const all = [...session.workspace.snapshot().files.keys()];
    const gone = [...published.keys()].filter((uri) => !session.workspace.snapshot().files.has(uri));
    pending = [...session.open.keys(), ...all.filter((uri) => !session.open.has(uri)), ...gone];
    timer ??= setTimeout(work, 0);
    void session.connection.sendNotification(changedNotification);
  };

  return {
    changed: (uris) => {
      for (const uri of uris) if (session.open.has(uri)) publish(uri);
      later();
    },
    everything: later,
    closed: (uri) => {
      published.delete(uri);
      later();
    },
  };
}

export const diagnosticsOf = (session: Session, uri: DocUri): Diagnostic[] =>
  now(session)
    .findings(uri, { syntaxErrors: reportsSyntaxErrors(session) })
    .map((finding) => toDiagnostic(finding, session.options.documentation));
