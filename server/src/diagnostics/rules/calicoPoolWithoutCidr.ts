import { textOf } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';
import { titleSpan } from '../../resources/meta.ts';

/**
 * An IPPool must say its range.
 *
 * Without `cidr` there is nothing to give pods addresses from, and Calico refuses the pool. Nothing is said while its
 * `spec` is only begun.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/ippool.go, "IPPool CIDR must be specified"
 * @cure Set `cidr` to a range that nothing else uses: no pool, no node, no Service.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     natOutgoing: true
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     natOutgoing: true
 */
export const calicoPoolWithoutCidr: Rule = {
  id: 'calico/pool-without-cidr',
  severity: 'error',
  ...forKind(['IPPool'], function* (pool) {
    if (pool.cidr !== undefined) return;
    const text = textOf(pool.span);
    // A range that is being written, or one that cannot be read, is another matter; so is a spec that is only begun.
    if (/\bcidr\b/.test(text) || !/\bspec["']?\s*:\s*(?:\{\s*)?[^\s{}]/.test(text)) return;
    yield {
      span: titleSpan(pool),
      message: 'IPPool CIDR must be specified',
      why: 'Calico refuses the pool: without cidr there is nothing to give pods addresses from.',
    };
  }),
};
