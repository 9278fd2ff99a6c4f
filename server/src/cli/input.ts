import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Workspace, type Change, type Snapshot } from '../analysis/api.ts';
import type { DocUri } from '../text/span.ts';
import { UsageError, type Options } from './arguments.ts';

const manifest = /\.(ya?ml|json)$/i;
const skippedFolders = new Set(['node_modules', '.git']);
const standardInput = 'stdin:/stdin.yaml' as DocUri;

/** Reads every file the command line names. Throws `UsageError` for a path that is not there. */
export function readInput({ paths, profile }: Options): Snapshot {
  const changes = [...paths, ...(profile === undefined ? [] : [profile])].flatMap(readPath);
  const workspace = new Workspace({ oneCluster: profile !== undefined || countProfiles(changes) <= 1 });
  workspace.change(changes);
  return workspace.snapshot();
}

/** Folders below one another may each be a cluster; then they are kept apart. */
const countProfiles = (changes: readonly Change[]): number =>
  new Set(
    changes.filter(({ text }) => /^kind: *ClusterProfile\b/m.test(text ?? '')).map(({ uri }) => dirname(uri)),
  ).size;

function readPath(path: string): readonly Change[] {
  if (path === '-') return [{ uri: standardInput, text: readFileSync(0, 'utf8') }];
  const whole = resolve(path);
  const kind = statSync(whole, { throwIfNoEntry: false });
  if (kind === undefined) throw new UsageError(`${path}: no such file or folder`);
  if (kind.isFile()) return [readManifest(whole)];
  return manifestsBelow(whole).map(readManifest);
}

const readManifest = (path: string): Change => ({
  uri: pathToFileURL(path).href as DocUri,
  text: readFileSync(path, 'utf8'),
});

function manifestsBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : manifestsBelow(path);
    return entry.isFile() && manifest.test(entry.name) ? [path] : [];
  });
}

/** How a file is named to the reader: as a path from where the command runs. */
export function shownPath(uri: string): string {
  if (uri === standardInput) return '<stdin>';
  return uri.startsWith('file:') ? relative('', fileURLToPath(uri)) : uri;
}
