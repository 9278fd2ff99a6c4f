import type { IpFamily } from '../../../net/ip.ts';
import type { ClusterPool, PoolUse } from '../pool.ts';
import { picks } from '../selection.ts';

/** Who asks for an address, as far as pools care. */
export interface PoolRequest {
  readonly use: PoolUse;
  readonly family: IpFamily;
  readonly node: { readonly name: string; readonly labels: ReadonlyMap<string, string> };
  /** Undefined for a tunnel: pools with a namespaceSelector are not for tunnels. */
  readonly namespaceLabels: ReadonlyMap<string, string> | undefined;
  /** Names or ranges of pools that an annotation asks for, in its order. */
  readonly requested: readonly string[] | undefined;
}

/** The pools to try, in order; or what Calico's IPAM says when there is none. */
export type PoolChoice =
  | { readonly pools: readonly [ClusterPool, ...ClusterPool[]] }
  | { readonly pools: readonly []; readonly problem: string };

/**
 * Which pools an address may come from (libcalico-go/lib/ipam/ipam.go: determinePools, filterPoolsByUse). A pool that is
 * asked for by name is taken whatever its selectors say.
 */
export function choosePools(all: readonly ClusterPool[], request: PoolRequest): PoolChoice {
  const enabled = all.filter(({ family, disabled }) => family === request.family && !disabled.value);
  const asked = request.requested;
  if (asked !== undefined) {
    const missing = asked.find((name) => poolCalled(enabled, name) === undefined);
    if (missing !== undefined) return none(`the given pool (${missing}) does not exist, or is not enabled`);
    return forUse(
      asked.flatMap((name) => poolCalled(enabled, name) ?? []),
      request.use,
    );
  }
  const open = enabled.filter((pool) => isOpenTo(pool, request));
  return open.length === 0
    ? none(`no configured Calico pools for node ${request.node.name}`)
    : forUse(open, request.use);
}

const none = (problem: string): PoolChoice => ({ pools: [], problem });

const poolCalled = (pools: readonly ClusterPool[], nameOrRange: string): ClusterPool | undefined =>
  pools.find(({ name, cidr }) => name === nameOrRange || cidr === nameOrRange);

function isOpenTo(
  { manual, nodeSelector, namespaceSelector }: ClusterPool,
  { node, namespaceLabels }: PoolRequest,
): boolean {
  if (manual || !picks(nodeSelector, node.labels)) return false;
  return (
    namespaceSelector === '' || (namespaceLabels !== undefined && picks(namespaceSelector, namespaceLabels))
  );
}

function forUse(pools: readonly ClusterPool[], use: PoolUse): PoolChoice {
  const [first, ...more] = pools.filter(({ allowedUses }) => allowedUses.includes(use));
  return first === undefined ? none(`no pools match the required use (${use})`) : { pools: [first, ...more] };
}
