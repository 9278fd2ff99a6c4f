import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { span, type Section } from '../text/span.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';
import type { SyntaxProblem } from './problem.ts';

export interface Parsed {
  readonly root: YamlNode | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/** Deeper nesting than any manifest has; beyond it the text is left unread instead of exhausting the stack. */
const deepest = 100;

/** Reads one section. Never throws: what cannot be read is missing from the tree and named in `problems`. */
export function parseSection(section: Section): Parsed {
  try {
    const document = parseDocument(section.text, {
      logLevel: 'silent',
      prettyErrors: false,
      uniqueKeys: true,
    });
    return {
      root: convert(document.contents, document, 0),
      problems: document.errors.map((error) => ({
        span: span(
          section,
          error.pos[0],
          Math.max(error.pos[0], Math.min(error.pos[1], section.text.length)),
        ),
        message: error.message,
      })),
    };
  } catch (error) {
    // The parser recurses: text nested thousands of levels deep ends here.
    const message = error instanceof Error ? error.message : String(error);
    return { root: undefined, problems: [{ span: span(section, 0, 0), message }] };
  }
}

function convert(node: unknown, document: Document, depth: number): YamlNode | undefined {
  if (depth > deepest) return undefined;
  if (isAlias(node)) return convert(node.resolve(document), document, depth + 1);
  if (isMap(node)) return convertMap(node, document, depth);
  if (isSeq(node)) {
    const items = node.items.flatMap((item) => convert(item, document, depth + 1) ?? []);
    return { kind: 'sequence', items, ...placeOf(node) };
  }
  return isScalar(node) ? convertScalar(node) : undefined;
}

function convertMap(node: YAMLMap, document: Document, depth: number): YamlMap {
  const entries: YamlEntry[] = [];
  for (const pair of node.items) {
    if (!isScalar(pair.key)) continue;
    entries.push(convertPair(pair, convertScalar(pair.key), document, depth));
  }
  return { kind: 'map', entries, ...placeOf(node) };
}

function convertPair(pair: Pair, key: YamlScalar, document: Document, depth: number): YamlEntry {
  const value = convert(pair.value, document, depth + 1);
  const own = isAlias(pair.value) ? placeOf(pair.value) : value;
  return { key, value, start: key.start, end: Math.max(key.end, own?.end ?? key.end) };
}

function convertScalar(node: Scalar): YamlScalar {
  const { value } = node;
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return {
    kind: 'scalar',
    value: known ? value : null,
    source: typeof value === 'string' ? value : (node.source ?? ''),
    block: node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED,
    ...placeOf(node),
  };
}

function placeOf(node: Node): { readonly start: number; readonly end: number } {
  const [start, end] = node.range ?? [0, 0, 0];
  return { start, end };
}
