import { forKind, type Rule } from '../rule.ts';

/**
 * A selector that begins with `!` needs quotes.
 *
 * To YAML a value that begins with an exclamation mark is a tag, and what is left of `nodeSelector: !has(router)` is
 * nothing. A BGPPeer without its selector is a peer of every node, a policy without its selector is for every endpoint.
 *
 * @source YAML 1.2.2, 6.9.1 Node Tags; easzlab/kubeasz pull request 741
 * @cure Put the selector in quotes.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: clients
 *   spec:
 *     nodeSelector: !has(route-reflector)
 *     peerSelector: has(route-reflector)
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: clients
 *   spec:
 *     nodeSelector: "!has(route-reflector)"
 *     peerSelector: has(route-reflector)
 */
export const calicoSelectorIsTag: Rule = {
  id: 'calico/selector-is-tag',
  severity: 'error',
  ...forKind(
    ['BGPPeer', 'IPPool', 'Installation', 'FelixConfiguration', 'GlobalNetworkPolicy', 'CalicoNetworkPolicy'],
    function* ({ section, span }) {
      const text = section.text.slice(span.start, span.end + lineRest(section.text, span.end));
      for (const found of [...text.matchAll(onItsLine), ...text.matchAll(inBraces)]) {
        const [line, field = '', value = ''] = found;
        const start = span.start + found.index + line.indexOf(value, line.indexOf(':'));
        const at = { section, start, end: start + value.length };
        const quote = value.includes('"') ? "'" : '"';
        const isQuotable = !value.includes(quote);
        yield {
          span: at,
          message: `${field} is empty: without quotes ${value} is a YAML tag`,
          why: 'The selector is lost, and the object is for everything.',
          fix: isQuotable
            ? { title: 'Put it in quotes', edits: [{ span: at, newText: `${quote}${value}${quote}` }] }
            : undefined,
        };
      }
    },
  ),
};

const onItsLine = /^[ \t-]*(\w*[sS]elector):[ \t]+(![^\s!][^\n#]*?)[ \t]*(?:#.*)?$/gm;

/** Inside braces a comma or brace ends it; what stands behind a `#` is a comment. */
const inBraces = /(?<=^[^\n#]*)[{,][ \t]*(\w*[sS]elector):[ \t]+(![^\s!,{}[\]][^\n,{}[\]]*?)[ \t]*(?=[,}])/gm;

/** A tag without a value is no part of the object's own characters when it is the last thing in it. */
const lineRest = (text: string, end: number): number => {
  const newline = text.indexOf('\n', end);
  return (newline === -1 ? text.length : newline) - end;
};
