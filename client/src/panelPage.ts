import * as vscode from 'vscode';

/** The panel's page: one script by nonce, one style sheet, nothing else, and nothing from anywhere else. */
export function panelPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = newNonce();
  const resource = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Dataplane</title>
  <link rel="stylesheet" href="${resource('panel.css')}">
</head>
<body>
  <div id="root"></div>
  <script nonce="${nonce}" src="${resource('panel.js')}"></script>
</body>
</html>`;
}

/** A word that nobody can guess, from what Node and browsers both have. */
const newNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
