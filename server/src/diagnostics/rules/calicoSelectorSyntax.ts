import type { ResourceOf } from '../../resources/resource.ts';
import type { Located } from '../../yaml/located.ts';
import type { Span } from '../../text/span.ts';
import { textOf } from '../edits.ts';
import { forKind, type Fix, type Rule } from '../rule.ts';
import { partOf } from '../scalars.ts';
import { parsed, present, selectorsOf } from '../selectors.ts';

const selectingKinds = [
  'GlobalNetworkPolicy',
  'CalicoNetworkPolicy',
  'BGPPeer',
  'IPPool',
  'Installation',
  'FelixConfiguration',
] as const;

/**
 * A selector must be one that Calico can read.
 *
 * `==` and `!=` compare, `in { … }` and `not in { … }` list, `has(label)` asks; `&&`, `||`, `!` and parentheses join.
 * Values are in quotes. Calico's API refuses anything else; written straight to crd.projectcalico.org/v1, the object is
 * stored, and ignored with a line in a log.
 *
 * @source projectcalico libcalico-go/lib/selector/parser/parser.go; projectcalico/calico issue 8008
 * @cure Write two equals signs, and quotes round values. A selector is one line: the `|` of YAML keeps its newlines,
 *   which no selector has.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: web
 *   spec:
 *     selector: app = "web"
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: web
 *   spec:
 *     selector: app == "web"
 */
export const calicoSelectorSyntax: Rule = {
  id: 'calico/selector-syntax',
  severity: 'error',
  ...forKind(selectingKinds, function* (resource) {
    for (const written of writtenSelectors(resource)) {
      const result = parsed(written);
      if (!('error' in result)) continue;
      const span = partOf(written, result.at.start, result.at.end);
      yield {
        span,
        message: `Not a selector: ${result.error.replace(/\s+/g, ' ')}`,
        why: 'Calico refuses it, or stores it and ignores the object, depending on the API it is written to.',
        fix: fixOf(written, span, result.error),
      };
    }
  }),
};

function writtenSelectors(resource: ResourceOf<(typeof selectingKinds)[number]>): readonly Located<string>[] {
  switch (resource.kind) {
    case 'BGPPeer':
      return present(resource.nodeSelector, resource.peerSelector, resource.localWorkloadSelector);
    case 'IPPool':
      return present(resource.nodeSelector, resource.namespaceSelector);
    case 'FelixConfiguration':
      return present(resource.nodeSelector);
    case 'Installation':
      return present(...(resource.ipPools ?? []).map(({ nodeSelector }) => nodeSelector));
    case 'GlobalNetworkPolicy':
    case 'CalicoNetworkPolicy':
      return selectorsOf(resource);
  }
}

function fixOf(written: Located<string>, span: Span, error: string): Fix | undefined {
  if (/[“”‘’]/.test(written.value)) return straightQuotes(written);
  const part = textOf(span);
  // A lone `=`, `&` or `|` wants its twin.
  if (/^expected (==|&&|\|\|)$/.test(error) && part.length === 1)
    return { title: `Write ${part}${part}`, edits: [{ span, newText: `${part}${part}` }] };
  if (error !== 'expected string' || !/^[\w./-]+$/.test(part)) return undefined;
  const quote = textOf(written.span).startsWith("'") ? '"' : "'";
  return { title: `Put ${part} in quotes`, edits: [{ span, newText: `${quote}${part}${quote}` }] };
}

function straightQuotes(written: Located<string>): Fix | undefined {
  const text = textOf(written.span);
  if (/^["'|>]/.test(text)) return undefined;
  const newText = text.replace(/[“”]/g, '"').replace(/[‘’]/g, "'");
  return { title: 'Use straight quotes', edits: [{ span: written.span, newText }] };
}
