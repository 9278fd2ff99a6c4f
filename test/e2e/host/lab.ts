import * as vscode from 'vscode';

/** The URI of a file of the lab that is open in this window; the file need not be there yet. */
export function labFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<vscode.TextDocument> {
  const { document } = await vscode.window.showTextDocument(labFile(name));
  return document;
}

/** Writes a new manifest beside the lab's own and opens it. */
export async function openNew(name: string, text: string): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.writeFile(labFile(name), new TextEncoder().encode(text));
  return open(name);
}

/** Where a text stands in a document, at its first occurrence. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`${document.uri.path} does not say ${text}`);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}

/** Replaces the first occurrence of a text, as a person typing would. */
export async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, placeOf(document, text), by);
  await vscode.workspace.applyEdit(edit);
}

/** Asks again until there is an answer: the server and the editor need a moment. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (let tries = 0; tries < 150; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** The code of a diagnostic, whether it has a documentation link or not. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export const diagnosticOf = (uri: vscode.Uri, code: string): Promise<vscode.Diagnostic> =>
  eventually(`${code} in ${uri.path}`, () =>
    vscode.languages.getDiagnostics(uri).find((diagnostic) => codeOf(diagnostic) === code),
  );

export const noDiagnosticOf = (uri: vscode.Uri, code: string): Promise<true> =>
  eventually(`${code} to go from ${uri.path}`, () =>
    vscode.languages.getDiagnostics(uri).some((diagnostic) => codeOf(diagnostic) === code) ? undefined : true,
  );
