import type { Selector } from '../../resources/selector/selector.ts';
import { forKind, type Rule } from '../rule.ts';
import { partOf } from '../scalars.ts';
import { parsed } from '../selectors.ts';

/**
 * `global()` is no selector for a pool.
 *
 * It stands for what is in no namespace, and only the namespaceSelector of a policy's rule understands it. Calico refuses
 * it in the selectors of an IPPool.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateIPPoolSpec, "global() selector is not valid for IPPool nodeSelector"
 * @cure Write `all()`, or leave the selector out.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     nodeSelector: global()
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     nodeSelector: all()
 */
export const calicoPoolGlobalSelector: Rule = {
  id: 'calico/pool-global-selector',
  severity: 'error',
  ...forKind(['IPPool'], function* (pool) {
    for (const field of ['nodeSelector', 'namespaceSelector'] as const) {
      const written = pool[field];
      if (written === undefined) continue;
      const result = parsed(written);
      if ('error' in result || !hasGlobal(result.selector)) continue;
      const start = Math.max(written.value.search(/global\s*\(/), 0);
      const span = partOf(written, start, start + 'global()'.length);
      const isPlain = span.section.text.slice(span.start, span.end) === 'global()';
      yield {
        span,
        message: `global() selector is not valid for IPPool ${field}`,
        why: 'Calico refuses it: it stands for what is in no namespace, and only rules of policies ask for that.',
        fix: isPlain ? { title: 'Write all()', edits: [{ span, newText: 'all()' }] } : undefined,
      };
    }
  }),
};

function hasGlobal(selector: Selector): boolean {
  if ('operand' in selector) return hasGlobal(selector.operand);
  if ('operands' in selector) return selector.operands.some(hasGlobal);
  return selector.kind === 'global';
}
