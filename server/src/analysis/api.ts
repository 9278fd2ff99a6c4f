/** All that lsp/ and cli/ may see of the engine. */
export { analyse, type Analysis } from './analysis.ts';
export { Workspace, type Change, type Snapshot } from './workspace.ts';
export type {
  FileFinding,
  Hover,
  InlayHint,
  Lens,
  LensAction,
  PlacedEdit,
  PlacedFix,
  SymbolNode,
  WorkspaceSymbol,
} from '../views/answers.ts';
export { isDumpLanguage, type Dump } from '../views/dump/dump.ts';
export type { TextAnswer, TextQuestion } from '../views/dataplaneText.ts';
export type { ReportQuestion } from '../views/report.ts';
export type { TraceReport } from '../views/traceReport.ts';
