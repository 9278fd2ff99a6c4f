import {
  DiagnosticSeverity,
  InlayHintKind,
  MarkupKind,
  SymbolKind,
  type CodeLens,
  type Diagnostic,
  type DocumentSymbol,
  type Hover as LspHover,
  type InlayHint as LspInlayHint,
  type Location,
  type SymbolInformation,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type {
  FileFinding,
  Hover,
  InlayHint,
  Lens,
  PlacedEdit,
  SymbolNode,
  WorkspaceSymbol,
} from '../analysis/api.ts';
import { commands, type ShowArguments, type TraceArguments } from '../protocol/requests.ts';
import type { DocUri, Place, Range } from '../text/span.ts';

const source = 'Dataplane Lens';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<FileFinding['severity'], DiagnosticSeverity>;

/** `documentation` is the folder of the pages about the rules; without it a code has no link. */
export const toDiagnostic = (finding: FileFinding, documentation: string | undefined): Diagnostic => ({
  range: finding.range,
  message: finding.why === '' ? finding.message : `${finding.message}\n${finding.why}`,
  severity: severities[finding.severity],
  code: finding.code,
  ...(documentation === undefined
    ? {}
    : { codeDescription: { href: `${documentation}/${finding.code.replace('/', '-')}.md` } }),
  source,
  relatedInformation: finding.related.map(({ place, message }) => ({ location: toLocation(place), message })),
});

export const toLocation = ({ uri, range }: Place): Location => ({ uri, range });

export const toHover = ({ markdown, range }: Hover): LspHover => ({
  contents: { kind: MarkupKind.Markdown, value: markdown },
  range,
});

export function toCodeLens(uri: DocUri, { range, title, action }: Lens): CodeLens {
  switch (action.kind) {
    case 'show': {
      const shown: ShowArguments = {
        uri,
        position: range.start,
        view: action.view,
        ...(action.at === undefined ? {} : { at: action.at }),
        ...(action.scope === undefined ? {} : { scope: action.scope }),
        ...(action.filter === undefined ? {} : { filter: action.filter }),
      };
      return { range, command: { title, command: commands.show, arguments: [shown] } };
    }
    case 'trace': {
      const traced: TraceArguments = { uri, from: action.from, to: action.to };
      return { range, command: { title, command: commands.trace, arguments: [traced] } };
    }
    case 'none':
      return { range, command: { title, command: '' } };
  }
}

export const toInlayHint = ({ line, character, label, tooltip }: InlayHint): LspInlayHint => ({
  position: { line, character },
  label,
  tooltip: { kind: MarkupKind.Markdown, value: tooltip },
  kind: InlayHintKind.Type,
  paddingLeft: true,
});

const symbolKinds = {
  service: SymbolKind.Interface,
  workload: SymbolKind.Class,
  policy: SymbolKind.Event,
  node: SymbolKind.Module,
  configuration: SymbolKind.Object,
  port: SymbolKind.Field,
  other: SymbolKind.Object,
} as const satisfies Record<SymbolNode['kind'], SymbolKind>;

export const toDocumentSymbol = (symbol: SymbolNode): DocumentSymbol => ({
  name: symbol.name,
  detail: symbol.detail,
  kind: symbolKinds[symbol.kind],
  range: symbol.range,
  selectionRange: symbol.selectionRange,
  children: symbol.children.map(toDocumentSymbol),
});

export const toSymbolInformation = ({
  name,
  container,
  kind,
  place,
}: WorkspaceSymbol): SymbolInformation => ({
  name,
  containerName: container,
  kind: symbolKinds[kind],
  location: toLocation(place),
});

export function toWorkspaceEdit(edits: readonly PlacedEdit[]): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { place, newText } of edits) (changes[place.uri] ??= []).push({ range: place.range, newText });
  return { changes };
}

export const overlap = (a: Range, b: Range): boolean =>
  !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

const isBefore = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
