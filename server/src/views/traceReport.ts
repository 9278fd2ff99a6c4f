import type { PanelTrace } from '../protocol/panel.ts';
import { traceText } from './traceText.ts';
import { panelTrace } from './traceView.ts';
import type { ViewContext } from './viewContext.ts';

/** Who sends, and to where, as the command line takes them. */
export interface TraceQuestion {
  readonly from: string;
  readonly to: string;
  /** Which address of a name with several is traced. */
  readonly ipFamily: 4 | 6;
}

/** A trace for a terminal: as text and as data; or why there is none, naming what there is. */
export type TraceReport =
  | { readonly kind: 'trace'; readonly text: string; readonly json: PanelTrace }
  | { readonly kind: 'none'; readonly why: string };

export function traceReport(context: ViewContext, { from, to, ipFamily }: TraceQuestion): TraceReport {
  const trace = panelTrace(context, { from, to }, { branch: undefined, ipFamily });
  // Without a single way the question itself could not be understood.
  if (trace.branches.length === 0)
    return { kind: 'none', why: [trace.title, trace.symptom].filter((part) => part !== '').join(' ') };
  return { kind: 'trace', text: traceText(trace), json: trace };
}
