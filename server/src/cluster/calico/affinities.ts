import type { Cidr } from '../../net/cidr.ts';
import { written, type Fact } from '../../origin/origin.ts';
import type { ResourceIndex } from '../cluster.ts';

/**
 * Which node owns which block, as BlockAffinity objects say. Pending and released ones are not yet, or no more, routes
 * (bird_aggr.cfg.template).
 */
export function confirmedAffinities(resources: ResourceIndex): ReadonlyMap<Cidr, Fact<string>> {
  const confirmed = resources
    .ofKind('BlockAffinity')
    .filter(({ state }) => (state?.value ?? 'confirmed') === 'confirmed');
  return new Map(
    confirmed.flatMap(({ cidr, node }): readonly (readonly [Cidr, Fact<string>])[] =>
      cidr === undefined || node === undefined
        ? []
        : [[cidr.value, { value: node.value, because: written(cidr.span, `a block of ${node.value}`) }]],
    ),
  );
}
