import type { Diagnostic } from 'vscode-languageserver';
import type { Snapshot } from '../analysis/api.ts';
import { changedNotification } from '../protocol/requests.ts';
import type { DocUri } from '../text/span.ts';
import { toDiagnostic } from './convert.ts';
import { now, reportsSyntaxErrors, type Session } from './session.ts';

/** How long the server may work on files nobody looks at before it hears the editor again, in milliseconds. */
const slice = 10;

/** How long nobody must have typed before it begins, in milliseconds: whoever types soon asks for something else. */
const quiet = 100;

/**
 * Publishes diagnostics: of the edited document at once, of the rest of its file and of all other files when the editor is
 * quiet, and only what changed.
 */
export interface Publisher {
  /** These files changed; the rest of their clusters may have other findings now. */
  readonly changed: (uris: readonly DocUri[]) => void;
  /** Every file is to be looked at again. */
  readonly everything: () => void;
  readonly closed: (uri: DocUri) => void;
}

/** Files whose findings are published as they are with these texts. */
interface UpToDate {
  readonly snapshot: Snapshot;
  readonly uris: Set<DocUri>;
}

export function newPublisher(session: Session): Publisher {
  const published = new Map<DocUri, string>();
  let upToDate: UpToDate | undefined;
  let pending: DocUri[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const publish = (uri: DocUri, ofChangesOnly: boolean): void => {
    const diagnostics = diagnosticsOf(session, uri, ofChangesOnly);
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

  /** Whether the file's findings are published; it may take several turns. */
  const lookedAt = (uri: DocUri, isOver: () => boolean): boolean => {
    const snapshot = session.workspace.snapshot();
    if (upToDate?.snapshot !== snapshot) upToDate = { snapshot, uris: new Set() };
    if (upToDate.uris.has(uri)) return true;
    if (!now(session).workOutFindings(uri, isOver)) return false;
    publish(uri, false);
    upToDate.uris.add(uri);
    return true;
  };

  const work = (): void => {
    const until = performance.now() + slice;
    pending ??= openLast(session, published.keys());
    const isOver = (): boolean => performance.now() > until;
    while (pending.length > 0 && !isOver()) {
      const uri = pending.at(-1);
      if (uri === undefined || !lookedAt(uri, isOver)) break;
      pending.pop();
    }
    timer = pending.length > 0 ? setTimeout(work, 0) : undefined;
  };

  const later = (delay: number): void => {
    pending = undefined;
    clearTimeout(timer);
    timer = setTimeout(work, delay);
    void session.connection.sendNotification(changedNotification);
  };

  return {
    changed: (uris) => {
      for (const uri of uris) if (session.open.has(uri)) publish(uri, true);
      later(quiet);
    },
    everything: () => {
      later(0);
    },
    closed: (uri) => {
      publish(uri, false);
      if (published.get(uri) === '[]') published.delete(uri);
      later(0);
    },
  };
}

/** Every file that the editor is to hear about, those that are open last, where the work begins. */
function openLast({ workspace, open }: Session, published: Iterable<DocUri>): DocUri[] {
  const others = new Set([...published, ...workspace.snapshot().files.keys()]);
  return [...[...others].filter((uri) => !open.has(uri)), ...open.keys()];
}

const diagnosticsOf = (session: Session, uri: DocUri, ofChangesOnly: boolean): Diagnostic[] =>
  now(session)
    .findings(uri, { syntaxErrors: reportsSyntaxErrors(session), ofChangesOnly })
    .map((finding) => toDiagnostic(finding, session.options.documentation));
