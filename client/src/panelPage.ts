import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The panel's page: one script by nonce, one style sheet, nothing else, and nothing from anywhere else. */
export function panelPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
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
