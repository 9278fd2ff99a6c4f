import { readdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DocUri } from '../text/span.ts';
import type { Files } from './files.ts';

const manifest = /\.(ya?ml|json)$/i;
const skippedFolders = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'dist',
  'out',
  'vendor',
  '.terraform',
]);
/** A manifest of 8 MB is some 300,000 lines; larger files are data, not manifests. */
const largestFile = 8 * 1024 * 1024;
const mostFiles = 20_000;

/** The files of the machine the server runs on. */
export const nodeFiles: Files = {
  async *manifestsBelow(folder) {
    if (!folder.startsWith('file:')) return;
    let found = 0;
    for await (const path of manifestPaths(fileURLToPath(folder))) {
      const uri = pathToFileURL(path).href as DocUri;
      const text = await nodeFiles.read(uri);
      if (text === undefined) continue;
      yield { uri, text };
      found += 1;
      if (found === mostFiles) return;
    }
  },

  async read(uri) {
    if (!uri.startsWith('file:') || !manifest.test(uri)) return undefined;
    try {
      const path = fileURLToPath(uri);
      return (await stat(path)).size > largestFile ? undefined : await readFile(path, 'utf8');
    } catch {
      // Gone or unreadable by the time it was asked for: as if it were not there.
      return undefined;
    }
  },
};

async function* manifestPaths(folder: string): AsyncGenerator<string> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder.replace(/[/\\]+$/, '')}/${entry.name}`;
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* manifestPaths(path);
    else if (entry.isFile() && manifest.test(entry.name)) yield path;
  }
}
