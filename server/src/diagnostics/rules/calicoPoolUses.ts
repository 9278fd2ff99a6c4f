import type { IpPool } from '../../resources/calico/ipPool.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { isTunnelOn } from '../pools.ts';
import { forKind, type Finding, type Fix, type Rule } from '../rule.ts';

/**
 * What a pool is for must go together with the rest of it.
 *
 * `allowedUses` holds Workload (pods), Tunnel (the addresses of tunnel devices) and LoadBalancer (Services); without it a
 * pool is for pods and tunnels. A LoadBalancer pool is for nothing else: it has no tunnel, is announced over BGP, and
 * belongs to every node. A pool for tunnels belongs to nodes, and has no namespaceSelector.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateIPPoolSpec; libcalico-go/lib/clientv3/ippool.go: validateAndSetDefaults
 * @cure Make a pool of its own for each use.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: services
 *   spec:
 *     cidr: 203.0.113.0/24
 *     allowedUses: [LoadBalancer]
 *     ipipMode: Always
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: services
 *   spec:
 *     cidr: 203.0.113.0/24
 *     allowedUses: [LoadBalancer]
 *     ipipMode: Never
 */
export const calicoPoolUses: Rule = {
  id: 'calico/pool-uses',
  severity: 'error',
  ...forKind(['IPPool'], function* (pool) {
    yield* unknownUses(pool);
    const balancer = pool.allowedUses.find(({ value }) => value === 'LoadBalancer');
    if (balancer !== undefined) yield* forServices(pool, balancer);
    const tunnel = pool.allowedUses.find(({ value }) => value === 'Tunnel');
    if (tunnel !== undefined && isSet(pool.namespaceSelector))
      yield {
        span: pool.namespaceSelector.entry,
        message: 'IP Pool with AllowedUse Tunnel cannot have namespaceSelector',
        why: 'Calico refuses it: a tunnel device is in no namespace. Use Workload alone, or leave the selector out.',
        related: [{ span: tunnel.span, message: 'for tunnels' }],
      };
  }),
};

const uses = ['Workload', 'Tunnel', 'LoadBalancer'];

function* unknownUses({ allowedUses }: IpPool): Generator<Finding> {
  for (const use of allowedUses) {
    if (uses.includes(use.value) || use.value === '') continue;
    const meant =
      uses.find((word) => word.toLowerCase() === use.value.toLowerCase()) ?? nearest(use.value, uses);
    yield {
      span: use.span,
      message: `unknown use: ${use.value}`,
      why: 'Calico refuses it: a pool is for Workload, Tunnel or LoadBalancer.',
      fix: meant === undefined ? undefined : { title: `Write ${meant}`, edits: [replaceValue(use, meant)] },
    };
  }
}

function* forServices(pool: IpPool, balancer: Located<string>): Generator<Finding> {
  const related = [{ span: balancer.span, message: 'for Services' }];
  if (pool.allowedUses.some(({ value }) => value === 'Workload' || value === 'Tunnel'))
    yield {
      span: balancer.span,
      message: 'LoadBalancer cannot be combined with Workload or Tunnel allowed uses',
      why: 'Calico refuses it: addresses of Services come from a pool of their own.',
    };
  for (const mode of [pool.ipipMode, pool.vxlanMode])
    if (isTunnelOn(mode))
      yield {
        span: mode.entry,
        message: 'LoadBalancer IP pool cannot have IPIP or VXLAN enabled',
        why: 'Calico refuses it: no packet to a Service is put into a tunnel for its address.',
        fix: set(mode, 'Never'),
        related,
      };
  if (pool.disableBGPExport?.value === true)
    yield {
      span: pool.disableBGPExport.entry,
      message: 'LoadBalancer IP pools cannot disable BGP export',
      why: 'Calico refuses it: unannounced, the addresses would be reached from nowhere.',
      fix: set(pool.disableBGPExport, 'false'),
      related,
    };
  const { nodeSelector } = pool;
  if (isSet(nodeSelector) && nodeSelector.value.trim() !== 'all()')
    yield {
      span: nodeSelector.entry,
      message: 'IP Pool with AllowedUse LoadBalancer must have nodeSelector set to all()',
      why: 'Calico refuses it: the addresses of Services belong to no node.',
      fix: set(nodeSelector, 'all()'),
      related,
    };
}

const set = (field: Located<unknown>, value: string): Fix => ({
  title: `Set it to ${value}`,
  edits: [replaceValue(field, value)],
});

const isSet = (field: Located<string> | undefined): field is Located<string> =>
  field !== undefined && field.value !== '';
