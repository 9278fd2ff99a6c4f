import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

/** A stretch of a line that carries the same scopes, innermost last. Columns count UTF-16 units from 0. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly scopes: readonly string[];
}

export interface TokenizedLine {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The engine gave up on this line because its time was over. */
  readonly stoppedEarly: boolean;
}

const grammarFolders = [new URL('../../syntaxes/', import.meta.url), new URL('./', import.meta.url)];
const suffix = '.tmLanguage.json';

/** Scope name → text of the grammar: ours, and the small YAML grammar of this folder. */
function readGrammars(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of grammarFolders) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(suffix))) {
      const content = readFileSync(new URL(file, folder), 'utf8');
      const scope = /"scopeName":\s*"([^"]+)"/.exec(content)?.[1];
      if (scope === undefined) throw new Error(`${file} names no scope`);
      found.set(scope, content);
    }
  }
  return found;
}

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const onigLib = oniguruma.loadWASM(new Uint8Array(wasm).buffer).then(() => ({
  createOnigScanner: (patterns: string[]) => oniguruma.createOnigScanner(patterns),
  createOnigString: (text: string) => oniguruma.createOnigString(text),
}));

/** The text of every grammar there is, by scope name. */
export const grammars = readGrammars();

const registry = new textmate.Registry({
  onigLib,
  loadGrammar: (scope) => {
    const content = grammars.get(scope);
    return Promise.resolve(
      content === undefined ? null : textmate.parseRawGrammar(content, `${scope}${suffix}`),
    );
  },
  getInjections: (scope) => (scope === 'source.yaml' ? ['source.calico-selector.injection'] : undefined),
});

/** Loads a grammar the way the editor does; fails where the scope name is unknown. */
export async function grammarOf(scope: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar for ${scope}`);
  return grammar;
}

/** Tokenizes lines one after the other, as the editor does; neighbours with the same scopes become one token. */
export function tokenize(grammar: IGrammar, lines: readonly string[], millisPerLine = 0): TokenizedLine[] {
  let state = textmate.INITIAL;
  return lines.map((text) => {
    const result = grammar.tokenizeLine(text, state, millisPerLine);
    state = result.ruleStack;
    const tokens: Token[] = [];
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const end = Math.min(endIndex, text.length);
      const last = tokens.at(-1);
      if (last?.scopes.join(' ') === scopes.join(' ')) {
        tokens[tokens.length - 1] = { ...last, end, text: text.slice(last.start, end) };
      } else if (end > startIndex) {
        tokens.push({ start: startIndex, end, text: text.slice(startIndex, end), scopes });
      }
    }
    return { text, tokens, stoppedEarly: result.stoppedEarly };
  });
}

/**
 * The scopes of a token as samples write them: without the grammar's own scope, without `meta` scopes, which no
 * theme colours, and without the grammar's name at the end of each. A token nobody colours is a dash.
 */
export function shortScopes(token: Token): string {
  const [, ...own] = token.scopes;
  const coloured = own.filter((scope) => !scope.startsWith('meta.'));
  return coloured.length === 0 ? '-' : coloured.map((scope) => scope.replace(/\.[\w-]+$/, '')).join(' ');
}
