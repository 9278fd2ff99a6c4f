// Serves the panel under the same content security policy as the editor does, with the harness around it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '../..');
const bundle = { bundle: true, write: false, absWorkingDir: root, logLevel: 'warning' };
const nonce = 'c3VyZWx5LW5vdC1ndWVzc2Vk';

/** Bundles panel and harness, `real` with the engine behind it, and answers on 127.0.0.1 until closed. */
export async function servePanel({ real = false } = {}) {
  const [panel, harness, styles, lab] = await Promise.all([
    build({ ...bundle, entryPoints: ['media/panel/main.tsx'], jsx: 'automatic', jsxImportSource: 'preact' }),
    build({ ...bundle, entryPoints: ['test/panel/harness.mjs'] }),
    build({ ...bundle, entryPoints: ['media/panel.css'] }),
    real
      ? build({
          ...bundle,
          entryPoints: [fileURLToPath(new URL('./realLab.mjs', import.meta.url))],
          loader: { '.yaml': 'text' },
        })
      : undefined,
  ]);
  const files = {
    '/panel.js': ['text/javascript', panel.outputFiles[0].text],
    '/harness.js': ['text/javascript', harness.outputFiles[0].text],
    '/lab.js': ['text/javascript', lab?.outputFiles[0].text ?? ''],
    '/panel.css': ['text/css', styles.outputFiles[0].text],
    '/webview.css': ['text/css', readFileSync(join(here, 'themes/webview.css'), 'utf8')],
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    const [type, text] =
      pathname === '/' ? ['text/html', pageOf(searchParams)] : (files[pathname] ?? ['', '']);
    response.writeHead(type === '' ? 404 : 200, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'nonce-${nonce}'; font-src 'self'; img-src 'self'`,
    });
    response.end(text);
  });
  for (const theme of themes) {
    files[`/themes/${theme}.css`] = ['text/css', readFileSync(join(here, `themes/${theme}.css`), 'utf8')];
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

export const themes = ['dark-modern', 'light-modern', 'hc-dark', 'hc-light'];

function pageOf(query) {
  const theme = themes.find((name) => name === query.get('theme')) ?? themes[0];
  const kind =
    { 'dark-modern': 'vscode-dark', 'light-modern': 'vscode-light' }[theme] ?? 'vscode-high-contrast';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dataplane Lens</title>
<link rel="stylesheet" href="/themes/${theme}.css">
<link rel="stylesheet" href="/webview.css">
<link rel="stylesheet" href="/panel.css">
</head>
<body class="${kind}">
<script nonce="${nonce}" src="/lab.js"></script>
<script nonce="${nonce}" src="/harness.js"></script>
<script nonce="${nonce}" src="/panel.js"></script>
</body>
</html>`;
}
