import type { Connection } from 'vscode-languageserver';
import { analyse, Workspace, type Analysis, type Dump, type Snapshot } from '../analysis/api.ts';
import { defaultSettings, type InitializationOptions, type Settings } from '../protocol/settings.ts';
import type { DocUri } from '../text/span.ts';

/** One connection's state: the texts, the settings, and nothing that could be derived from them. */
export interface Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly open: Map<DocUri, { readonly version: number }>;
  /** Open documents that hold output of real tools, and so no manifests. */
  readonly dumps: Map<DocUri, Dump>;
  settings: Settings;
  options: InitializationOptions;
}

export const newSession = (connection: Connection): Session => ({
  connection,
  workspace: new Workspace(),
  open: new Map(),
  dumps: new Map(),
  settings: defaultSettings,
  options: { otherYamlServer: false, documentation: undefined },
});

const analyses = new WeakMap<Snapshot, Analysis>();

/** Answers about the texts as they are now. */
export function now({ workspace }: Session): Analysis {
  const snapshot = workspace.snapshot();
  const known = analyses.get(snapshot);
  if (known !== undefined) return known;
  const analysis = analyse(snapshot);
  analyses.set(snapshot, analysis);
  return analysis;
}

export const reportsSyntaxErrors = ({ settings, options }: Session): boolean =>
  settings.syntaxErrors === 'on' || (settings.syntaxErrors === 'auto' && !options.otherYamlServer);
