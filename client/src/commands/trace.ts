import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TraceArguments, TraceEnd } from '../../../server/src/protocol/requests.ts';
import { ask } from '../languageClient.ts';
import type { PanelController } from '../panel.ts';

/** The ends of the last trace of this window: offered first the next time. */
let last: Ends | undefined;

/** Traces a packet: from a CodeLens with both ends given, from the palette by asking for them. */
export async function trace(
  client: LanguageClient,
  panel: PanelController,
  argument: unknown,
): Promise<void> {
  const ends = isTraceArguments(argument) ? argument : await askForEnds(client);
  if (ends !== undefined) showTrace(panel, ends);
}

/** Traces from the bastion to the Service under the cursor, or to one that is picked. */
export async function traceFromBastion(client: LanguageClient, panel: PanelController): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const target = (await targetUnderCursor(client, editor)) ?? (await askForTarget(client, editor));
  if (target !== undefined) showTrace(panel, target);
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

async function targetUnderCursor(
  client: LanguageClient,
  editor: vscode.TextEditor | undefined,
): Promise<Ends | undefined> {
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  const uri = editor.document.uri.toString();
  return (
    (await ask(client, 'dataplaneLens/traceTarget', { uri, position: { line, character } })) ?? undefined
  );
}

async function askForTarget(
  client: LanguageClient,
  editor: vscode.TextEditor | undefined,
): Promise<Ends | undefined> {
  const ends = await ask(client, 'dataplaneLens/traceEnds', { uri: editor?.document.uri.toString() });
  const from = ends?.from.find(({ label }) => label === 'bastion') ?? ends?.from[0];
  if (ends === null || from === undefined) return undefined;
  const to = await pick(ends.to, `Trace from ${from.label} to`, last?.to);
  return to === undefined ? undefined : { from: from.value, to };
}

function showTrace(panel: PanelController, { from, to }: Ends): void {
  last = { from, to };
  panel.show({ view: 'trace', trace: { from, to }, branch: undefined });
}

async function askForEnds(client: LanguageClient): Promise<Ends | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const ends = await ask(client, 'dataplaneLens/traceEnds', { uri });
  if (ends === null) return undefined;
  const from = await pick(ends.from, 'Trace a packet from', last?.from);
  if (from === undefined) return undefined;
  const to = await pick(ends.to, `Trace from ${from} to (or type HOST:PORT)`, last?.to);
  return to === undefined ? undefined : { from, to };
}

/** What is typed counts too, so that any HOST:PORT can be traced. */
function pick(
  ends: readonly TraceEnd[],
  placeHolder: string,
  first: string | undefined,
): Promise<string | undefined> {
  const ordered = [
    ...ends.filter(({ value }) => value === first),
    ...ends.filter(({ value }) => value !== first),
  ];
  const known = ordered.map(({ label, value, detail }) => ({ label, description: detail, value }));
  return new Promise((resolve) => {
    const box = vscode.window.createQuickPick<(typeof known)[number]>();
    box.placeholder = placeHolder;
    box.matchOnDescription = true;
    box.items = known;
    box.onDidChangeValue((typed) => {
      const own =
        typed.trim() === ''
          ? []
          : [{ label: typed, description: 'as typed', value: typed.trim(), alwaysShow: true }];
      box.items = [...known, ...own];
    });
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.value);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

const isTraceArguments = (value: unknown): value is TraceArguments =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value;
