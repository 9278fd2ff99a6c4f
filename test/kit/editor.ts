import { contentsOf, pointAt, type SourceFile } from '../../server/src/analysis/sourceFile.ts';
import { Workspace } from '../../server/src/analysis/workspace.ts';
import type { WhatIf } from '../../server/src/cluster/cluster.ts';
import type { Resource } from '../../server/src/resources/resource.ts';
import { positionAt, lineStarts } from '../../server/src/text/lines.ts';
import type { DocUri, Place, Position, Range } from '../../server/src/text/span.ts';
import type { Hover } from '../../server/src/views/answers.ts';
import { definitionsInDump, hoverInDump } from '../../server/src/views/dump/answerDump.ts';
import type { DumpLanguage } from '../../server/src/protocol/dumps.ts';
import type { Dump } from '../../server/src/views/dump/dump.ts';
import { hoverAt } from '../../server/src/views/hover/hover.ts';
import type { Point, ViewContext } from '../../server/src/views/viewContext.ts';
import { fixtureFiles } from './fixture.ts';
import { sampleFiles } from './samples.ts';

interface OpenFile {
  readonly uri: DocUri;
  readonly text: string;
}

/** Files in an editor, all of one cluster; `$0` in one of them is the cursor. */
export interface Editor {
  readonly context: ViewContext;
  readonly file: (name?: string) => SourceFile;
  readonly resources: (name?: string) => readonly Resource[];
  /** Where the `$0` was. */
  readonly cursor: Point;
  readonly workspace: Workspace;
}

/** The files of a fixture (`#- /name.yaml` begins one), opened. */
export const openFixture = (fixture: string, whatIf: WhatIf = {}): Editor =>
  openFiles(fixtureFiles(fixture), whatIf);

/** A lab of samples/ as it is on disk; `edit` may change a text and set the cursor. */
export const openSample = (
  sample: string,
  edit: (text: string, name: string) => string = (text) => text,
  whatIf: WhatIf = {},
): Editor => openFiles(sampleFiles(sample, edit), whatIf);

export function openFiles(files: readonly OpenFile[], whatIf: WhatIf = {}): Editor {
  const workspace = new Workspace({ oneCluster: true });
  workspace.setWhatIf(whatIf);
  workspace.change(files.map(({ uri, text }) => ({ uri, text: text.replace('$0', '') })));
  const snapshot = workspace.snapshot();
  const cluster = snapshot.cluster(undefined);
  if (cluster === undefined) throw new Error('no file is open');
  const context = { cluster, written: cluster, locate: snapshot.locate };
  const file = (name = ''): SourceFile => {
    const found = [...snapshot.files.values()].find(({ uri }) => uri.endsWith(name));
    if (found === undefined) throw new Error(`no file ${name} is open`);
    return found;
  };
  return {
    context,
    workspace,
    file,
    resources: (name) => file(name).sections.flatMap(({ section }) => contentsOf(section).resources),
    get cursor() {
      const { uri, text } = files.find((one) => one.text.includes('$0')) ?? { uri: '', text: '' };
      const before = text.slice(0, text.indexOf('$0'));
      const at = pointAt(file(uri), positionAt(lineStarts(before), before.length));
      if (uri === '' || at === undefined) throw new Error('want one $0');
      return at;
    },
  };
}

/** What the hover at the cursor is on, and what it says; nothing where there is none. */
export function hoverText(editor: Editor): string {
  const found = hoverAt(editor.context, editor.cursor);
  return found === undefined ? '(no hover)' : shownHover(editor.file(editor.cursor.section.uri).text, found);
}

export const shownHover = (text: string, { range, markdown }: Hover): string =>
  `[${textIn(text, range)}]\n${markdown}`;

export function textIn(text: string, { start, end }: Range): string {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position): number => (starts[line] ?? 0) + character;
  return text.slice(offset(start), offset(end));
}

/** The hover of Yao Bank with the cursor three letters into a text of one of its files. */
export const hoverInLab = (file: string, at: string, whatIf: WhatIf = {}): string =>
  hoverText(
    openSample(
      'yaobank',
      (text, name) => (name === file ? text.replace(at, `${at.slice(0, 3)}$0${at.slice(3)}`) : text),
      whatIf,
    ),
  );

/** `services.yaml:4 customer`: a place with the text that it covers. */
export function shownPlace(editor: Editor, { uri, range }: Place): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return `${name}:${String(range.start.line + 1)} ${textIn(editor.file(uri).text, range)}`;
}

/** A dump with its cursor at `$0`. */
export function dumpAt(
  fixture: string,
  languageId: DumpLanguage,
): { readonly dump: Dump; readonly position: Position } {
  const before = fixture.slice(0, fixture.indexOf('$0'));
  const dump = { uri: 'file:///dump.txt' as DocUri, languageId, text: fixture.replace('$0', '') };
  return { dump, position: positionAt(lineStarts(before), before.length) };
}

/** What the hover at the `$0` of a dump says. */
export function dumpHover({ context }: Editor, fixture: string, languageId: DumpLanguage): string {
  const { dump, position } = dumpAt(fixture, languageId);
  const found = hoverInDump([context], dump, position);
  return found === undefined ? '(no hover)' : shownHover(dump.text, found);
}

/** Where F12 at the `$0` of a dump goes. */
export function dumpDefinitions(
  editor: Editor,
  fixture: string,
  languageId: DumpLanguage,
): readonly string[] {
  const { dump, position } = dumpAt(fixture, languageId);
  return definitionsInDump([editor.context], dump, position).map((place) => shownPlace(editor, place));
}
