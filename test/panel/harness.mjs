// Stands in for the editor around the panel: a web view's default styles and theme, acquireVsCodeApi, and a server.
// Bundled by browser.mjs for the tests; the page's address says the theme and the state of the lab.
import { answer, calmLab } from './fixtures/answer.ts';

const query = new URLSearchParams(location.search);
const sent = [];
let revision = 0;
let request;
let lab = { ...calmLab, ...JSON.parse(query.get('lab') ?? '{}') };
let deaf = query.has('deaf');

const real = window.realAnswers?.(JSON.parse(query.get('edits') ?? '{}'));
const modelFor = (asked) => (real === undefined ? answer(asked, lab) : real(asked));

const toPanel = (message) => window.postMessage(message, '*');
const show = () => {
  if (deaf || request === undefined) return;
  revision += 1;
  // As a message between processes: undefined fields do not survive.
  toPanel(JSON.parse(JSON.stringify({ type: 'model', revision, request, model: modelFor(request) })));
};

const stateKey = `panel-${query.get('state') ?? 'none'}`;
window.acquireVsCodeApi = () => ({
  postMessage(message) {
    sent.push(message);
    if (message.type === 'ready' || message.type === 'request') {
      request = message.request;
      setTimeout(show, Number(query.get('delay') ?? 0));
    }
  },
  getState() {
    if (query.has('request'))
      return { version: 1, unfolded: [], scrolls: {}, request: JSON.parse(query.get('request')) };
    const text = query.has('state') ? sessionStorage.getItem(stateKey) : null;
    return text === null ? undefined : JSON.parse(text);
  },
  setState(state) {
    if (query.has('state')) sessionStorage.setItem(stateKey, JSON.stringify(state));
  },
});

/** What the tests drive the panel with. */
window.editor = {
  sent,
  clear: () => sent.splice(0),
  send: toPanel,
  edit(change) {
    lab = { ...lab, ...change };
    show();
  },
  setDeaf(value) {
    deaf = value;
    show();
  },
  violations: [],
};
document.addEventListener('securitypolicyviolation', (event) => {
  window.editor.violations.push(
    `${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
  );
});
