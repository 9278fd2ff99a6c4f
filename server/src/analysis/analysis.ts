import type { WhatIf } from '../cluster/cluster.ts';
import type { Origin } from '../origin/origin.ts';
import type { PanelCause, PanelModel, PanelRequest } from '../protocol/panel.ts';
import type { ClusterStatus, RulesText, TraceEnds } from '../protocol/requests.ts';
import type { DocUri, Place, Position, Range } from '../text/span.ts';
import type {
  FileFinding,
  Hover,
  InlayHint,
  Lens,
  Report,
  SymbolNode,
  WorkspaceSymbol,
} from '../views/answers.ts';
import { panelCauses } from '../views/causes.ts';
import { definitionsInDump, hoverInDump } from '../views/dump/answerDump.ts';
import type { Dump } from '../views/dump/dump.ts';
import { findings, workOutFindings, type FindingOptions } from '../views/findings.ts';
import { hoverAt } from '../views/hover/hover.ts';
import { inlayHints } from '../views/inlayHints.ts';
import { lensAt, lenses, lensPlaces, type LensPlace } from '../views/lens.ts';
import { definitionsAt, referencesAt } from '../views/navigation.ts';
import { panelModel } from '../views/panel/panel.ts';
import { dataplaneText, type TextAnswer, type TextQuestion } from '../views/dataplaneText.ts';
import { report, type ReportQuestion } from '../views/report.ts';
import { defaultHost, modeForView, rulesText } from '../views/rulesText.ts';
import { documentSymbols, workspaceSymbols } from '../views/symbols.ts';
import { traceEnds, traceTargetAt } from '../views/traceEnds.ts';
import { traceReport, type TraceQuestion, type TraceReport } from '../views/traceReport.ts';
import type { ViewContext } from '../views/viewContext.ts';
import { contentsOf, pointAt, type SourceFile } from './sourceFile.ts';
import type { Snapshot } from './workspace.ts';

/** Every question that an editor or a terminal asks of one snapshot. Unknown files get empty answers. */
export interface Analysis {
  readonly findings: (uri: DocUri, options: FindingOptions) => readonly FileFinding[];
  /** Works out a file's findings until it is interrupted; whether all of them are known now. */
  readonly workOutFindings: (uri: DocUri, isInterrupted: () => boolean) => boolean;
  readonly hover: (uri: DocUri, position: Position) => Hover | undefined;
  readonly lenses: (uri: DocUri) => readonly Lens[];
  /** Where lenses stand; `lensAt` tells one of them, for those in sight. */
  readonly lensPlaces: (uri: DocUri) => readonly LensPlace[];
  readonly lensAt: (uri: DocUri, start: Position, index: number) => Lens | undefined;
  readonly inlayHints: (uri: DocUri, range: Range) => readonly InlayHint[];
  readonly symbols: (uri: DocUri) => readonly SymbolNode[];
  readonly workspaceSymbols: (query: string) => readonly WorkspaceSymbol[];
  readonly definitions: (uri: DocUri, position: Position) => readonly Place[];
  readonly references: (uri: DocUri, position: Position) => readonly Place[];
  /** Dumps are no part of the workspace; what they name is looked for in it, in the dump's own cluster first. */
  readonly dumpHover: (dump: Dump, position: Position) => Hover | undefined;
  readonly dumpDefinitions: (dump: Dump, position: Position) => readonly Place[];
  readonly panel: (request: PanelRequest, saved?: Snapshot) => PanelModel;
  readonly rulesText: (request: PanelRequest) => RulesText;
  /** For the terminal: lines with their causes. `undefined` without any file. */
  readonly text: (uri: DocUri | undefined, question: TextQuestion, whatIf: WhatIf) => TextAnswer | undefined;
  /** A packet followed, as text and as data; or why it cannot be. */
  readonly trace: (uri: DocUri | undefined, ends: TraceQuestion, whatIf: WhatIf) => TraceReport | undefined;
  /** BGP sessions and announcements, or pools with their blocks, for the terminal. `undefined` without any file. */
  readonly report: (question: ReportQuestion, whatIf: WhatIf) => Report | undefined;
  /** Causes with their places, as plain data. */
  readonly causes: (because: Origin | undefined) => readonly PanelCause[];
  /** Where to look from when nobody says. */
  readonly defaultHost: (view: TextQuestion['view']) => string;
  readonly traceEnds: (uri: DocUri | undefined) => TraceEnds;
  readonly traceTarget: (
    uri: DocUri,
    position: Position,
  ) => { readonly from: string; readonly to: string } | undefined;
  readonly status: (uri: DocUri | undefined) => ClusterStatus | undefined;
}

export function analyse(snapshot: Snapshot): Analysis {
  const inFile = <T>(uri: DocUri, empty: T, ask: (context: ViewContext, file: SourceFile) => T): T => {
    const file = snapshot.files.get(uri);
    const context = file === undefined ? undefined : contextOf(snapshot, uri);
    return file === undefined || context === undefined ? empty : ask(context, file);
  };
  const atPoint = <T>(
    uri: DocUri,
    position: Position,
    empty: T,
    ask: (context: ViewContext, at: Point) => T,
  ): T =>
    inFile(uri, empty, (context, file) => {
      const at = pointAt(file, position);
      return at === undefined ? empty : ask(context, at);
    });
  return {
    findings: (uri, options) => inFile(uri, [], findingsIn(options)),
    workOutFindings: (uri, isInterrupted) => inFile(uri, true, workOutUntil(isInterrupted)),
    hover: (uri, position) => atPoint(uri, position, undefined, hoverAt),
    lenses: (uri) => inFile(uri, [], (context, file) => lenses(context, file.resources())),
    lensPlaces: (uri) => inFile(uri, [], (context, file) => lensPlaces(context, file.resources())),
    lensAt: (uri, start, index) =>
      inFile(uri, undefined, (context, file) => lensAt(context, file.resources(), start, index)),
    inlayHints: (uri, range) =>
      inFile(uri, [], (context, file) => inlayHints(context, file.resources(), range)),
    symbols: (uri) => inFile(uri, [], (context, file) => documentSymbols(context, file.resources())),
    workspaceSymbols: (query) =>
      snapshot.groups().flatMap(({ files }) => searchGroup(snapshot, files[0]?.uri, query)),
    definitions: (uri, position) => atPoint(uri, position, [], definitionsAt),
    references: (uri, position) => atPoint(uri, position, [], referencesAt),
    dumpHover: (dump, position) => hoverInDump(contextsNear(snapshot, dump.uri), dump, position),
    dumpDefinitions: (dump, position) => definitionsInDump(contextsNear(snapshot, dump.uri), dump, position),
    panel: (request, saved) => {
      const uri = focusOf(request);
      const { context, whatIf } = contextFor(snapshot, request);
      return panelModel(
        context,
        request,
        focusResource(snapshot, request),
        saved && contextOf(saved, uri, whatIf),
      );
    },
    rulesText: (request) => rulesText(contextFor(snapshot, request).context, request),
    text: (uri, question, whatIf) => {
      const context = contextOf(snapshot, uri, whatIf);
      return context && dataplaneText(context.cluster, question);
    },
    trace: (uri, ends, whatIf) => {
      const context = contextOf(snapshot, uri, whatIf);
      return context && traceReport(context, ends);
    },
    report: (question, whatIf) => report(contextOf(snapshot, undefined, whatIf), question),
    causes: (because) => panelCauses(because, snapshot.locate),
    defaultHost: (view) => defaultHost(contextOf(snapshot, undefined), view),
    traceEnds: (uri) => traceEnds(contextOf(snapshot, uri)),
    traceTarget: (uri, position) => atPoint(uri, position, undefined, traceTargetAt),
    status: (uri) => statusOf(contextOf(snapshot, uri)),
  };
}

type Point = NonNullable<ReturnType<typeof pointAt>>;

const focusOf = ({ focus }: PanelRequest): DocUri | undefined => focus?.uri as DocUri | undefined;

const sectionsOf = (file: SourceFile): Parameters<typeof findings>[1] =>
  file.sections.map(({ section }) => ({ section, contents: contentsOf(section) }));

const findingsIn =
  (options: FindingOptions) =>
  (context: ViewContext, file: SourceFile): readonly FileFinding[] =>
    findings(context, sectionsOf(file), options);

const workOutUntil =
  (isInterrupted: () => boolean) =>
  (context: ViewContext, file: SourceFile): boolean =>
    workOutFindings(context, sectionsOf(file), isInterrupted);

const searchGroup = (
  snapshot: Snapshot,
  uri: DocUri | undefined,
  query: string,
): readonly WorkspaceSymbol[] => {
  const context = contextOf(snapshot, uri);
  return context === undefined ? [] : workspaceSymbols(context, query);
};

/** Every cluster, that of the nearest folder above the file first. */
function contextsNear(snapshot: Snapshot, uri: DocUri): readonly ViewContext[] {
  const nearness = ({ root }: { readonly root: string }): number =>
    uri.startsWith(`${root}/`) ? root.length : -1;
  return [...snapshot.groups()]
    .sort((a, b) => nearness(b) - nearness(a))
    .flatMap(({ files }) => contextOf(snapshot, files[0]?.uri) ?? []);
}

function contextOf(
  snapshot: Snapshot,
  uri: DocUri | undefined,
  whatIf: WhatIf = {},
): ViewContext | undefined {
  const cluster = snapshot.cluster(uri, whatIf);
  return cluster === undefined
    ? undefined
    : { cluster, written: snapshot.cluster(uri) ?? cluster, locate: snapshot.locate };
}

function contextFor(
  snapshot: Snapshot,
  request: PanelRequest,
): { readonly context: ViewContext | undefined; readonly whatIf: WhatIf } {
  const uri = focusOf(request);
  const whatIf = modeForView(request, snapshot.cluster(uri, request.whatIf)?.kubeProxy.mode.value);
  return { context: contextOf(snapshot, uri, whatIf), whatIf };
}

/** The object under the cursor, for the panel's "this resource" scope. */
function focusResource(
  snapshot: Snapshot,
  { focus }: PanelRequest,
): ReturnType<SourceFile['resources']>[number] | undefined {
  const file = focus === undefined ? undefined : snapshot.files.get(focus.uri as DocUri);
  const at = file === undefined || focus === undefined ? undefined : pointAt(file, focus.position);
  if (at === undefined) return undefined;
  const { resources } = contentsOf(at.section);
  return resources.find(({ span }) => span.start <= at.offset && at.offset <= span.end) ?? resources[0];
}

function statusOf(context: ViewContext | undefined): ClusterStatus | undefined {
  if (context === undefined) return undefined;
  const { name, services, nodes, kubeProxy, version } = context.cluster;
  return {
    name,
    services: services.length,
    nodes: nodes.length,
    mode: kubeProxy.mode.value,
    version: version.value.written,
  };
}
