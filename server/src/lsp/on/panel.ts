import type { Requests } from '../../protocol/requests.ts';
import type { DocUri } from '../../text/span.ts';
import { now, type Session } from '../session.ts';

type Params<M extends keyof Requests> = Requests[M]['params'];

/** Requests of our own: what the panel shows, rules as text, and what a trace may start from and go to. */
export function answerPanel(session: Session): void {
  const { connection, workspace } = session;
  connection.onRequest<Requests['dataplaneLens/panel']['result'], undefined>(
    'dataplaneLens/panel',
    (request: Params<'dataplaneLens/panel'>) => now(session).panel(request, workspace.savedSnapshot()),
  );
  connection.onRequest('dataplaneLens/text', (request: Params<'dataplaneLens/text'>) =>
    now(session).rulesText(request),
  );
  connection.onRequest('dataplaneLens/traceEnds', ({ uri }: Params<'dataplaneLens/traceEnds'>) =>
    now(session).traceEnds(uri as DocUri | undefined),
  );
  connection.onRequest(
    'dataplaneLens/traceTarget',
    ({ uri, position }: Params<'dataplaneLens/traceTarget'>) =>
      now(session).traceTarget(uri as DocUri, position) ?? null,
  );
  connection.onRequest(
    'dataplaneLens/status',
    ({ uri }: Params<'dataplaneLens/status'>) => now(session).status(uri as DocUri | undefined) ?? null,
  );
}
