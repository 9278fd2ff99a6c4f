import type { Cluster } from '../../cluster/cluster.ts';
import { containsCidr, prefixLengthOf, sizeOf } from '../../net/cidr.ts';
import { blockSizes, lengthOf, poolKinds, poolsIn, type RangedPool } from '../pools.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';

/**
 * A pool is cut into blocks of a size that Calico can handle, and holds one at least.
 *
 * Blocks are /20 to /32 in IPv4 and /116 to /128 in IPv6; unless set, or set to 0, they are /26 and /122. A pool that is
 * smaller than one of its blocks is refused unless it is disabled. The size cannot be changed while blocks of another
 * size are in use: the finding shows the BlockAffinity that says so.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateIPPoolSpec; libcalico-go/lib/clientv3/ippool.go: validateAndSetDefaults
 * @cure Choose a size within the limits that is not larger than the pool: a /27 pool for four nodes has blocks of /29. To
 *   change the size of a pool in use, make a new pool, move the pods, and delete the old one.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/27
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/27
 *     blockSize: 29
 */
export const calicoPoolBlockSize: Rule = {
  id: 'calico/pool-block-size',
  severity: 'error',
  ...forKindInCluster(poolKinds, function* (resource, cluster) {
    for (const pool of poolsIn(resource)) {
      const { smallest, largest } = blockSizes[pool.family];
      if (pool.blockSize < smallest || pool.blockSize > largest) yield outOfBounds(pool);
      else if (lengthOf(pool.cidr) > pool.blockSize && pool.enabled) yield tooSmall(pool);
      else yield* otherBlocks(pool, cluster);
    }
  }),
};

const outOfBounds = ({ blockSizeField, cidr, blockSize, family }: RangedPool): Finding => ({
  span: blockSizeField?.entry ?? cidr.span,
  message: 'blockSize must be between 20 and 32 for IPv4 pools, and between 116 and 128 for IPv6 pools',
  why: `Calico refuses ${String(blockSize)}: this is an IPv${String(family)} pool, whose blocks are ${blockSizes[family].usual.toString()} unless set.`,
  related: [{ span: cidr.span, message: `an IPv${String(family)} range` }],
});

function tooSmall({ blockSizeField, cidr, blockSize, family }: RangedPool): Finding {
  const length = lengthOf(cidr);
  const said = blockSizeField !== undefined && blockSizeField.value !== 0;
  const block = sizeOf(cidr.value) << BigInt(length - blockSize);
  return {
    span: cidr.span,
    message:
      'IP pool size is too small for use with Calico IPAM. It must be equal to or greater than the block size.',
    why: `${cidr.value} has ${String(sizeOf(cidr.value))} addresses, one block of /${String(blockSize)} ${said ? '' : '(the default) '}has ${String(block)}. Set blockSize to ${String(length)} or more, at most ${String(blockSizes[family].largest)}.`,
    related:
      blockSizeField === undefined ? [] : [{ span: blockSizeField.entry, message: 'the size of a block' }],
  };
}

/** Blocks that nodes hold are of the size that the pool had when they were taken. */
function* otherBlocks(
  { blockSizeField, name, cidr, blockSize, enabled }: RangedPool,
  { resources }: Cluster,
): Generator<Finding> {
  const affinity = resources
    .ofKind('BlockAffinity')
    .find(
      (block) =>
        block.cidr !== undefined &&
        containsCidr(cidr.value, block.cidr.value) &&
        prefixLengthOf(block.cidr.value) !== blockSize,
    );
  if (affinity?.cidr === undefined || !enabled) return;
  yield {
    span: blockSizeField?.entry ?? cidr.span,
    message: 'IPPool blocksSize conflicts with existing allocations that use a different blockSize',
    why: `Blocks of ${name} are /${String(blockSize)}, but ${affinity.cidr.value} is in use on ${affinity.node?.value ?? 'a node'}. Calico refuses the pool.`,
    related: [{ span: affinity.cidr.span, message: 'a block of another size' }],
  };
}
