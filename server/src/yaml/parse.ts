import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
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
      root: convert(document.contents, new Map(), 0),
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

/** What was anchored so far. An alias shares its anchor's node, so that aliases of aliases cost nothing. */
type Anchors = Map<string, YamlNode>;

function convert(node: unknown, anchors: Anchors, depth: number): YamlNode | undefined {
  if (depth > deepest) return undefined;
  if (isAlias(node)) return anchors.get(node.source);
  if (isMap(node)) return anchored(node, convertMap(node, anchors, depth), anchors);
  if (isSeq(node)) {
    const items = node.items.flatMap((item) => convert(item, anchors, depth + 1) ?? []);
    return anchored(node, { kind: 'sequence', items, ...placeOf(node) }, anchors);
  }
  return isScalar(node) ? anchored(node, convertScalar(node), anchors) : undefined;
}

function anchored(node: YAMLMap | YAMLSeq | Scalar, converted: YamlNode, anchors: Anchors): YamlNode {
  if (node.anchor !== undefined) anchors.set(node.anchor, converted);
  return converted;
}

function convertMap(node: YAMLMap, anchors: Anchors, depth: number): YamlMap {
  const entries: YamlEntry[] = [];
  for (const pair of node.items) {
    if (!isScalar(pair.key)) continue;
    entries.push(convertPair(pair, convertScalar(pair.key), anchors, depth));
  }
  return { kind: 'map', entries, ...placeOf(node) };
}

function convertPair(pair: Pair, key: YamlScalar, anchors: Anchors, depth: number): YamlEntry {
  const value = convert(pair.value, anchors, depth + 1);
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
