import { memoByKey } from '../../memo/memo.ts';
import { familyOfCidr, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import { bitsOf } from '../../net/ip.ts';
import { assumed, byDefault, fact, merge, written, type Fact } from '../../origin/origin.ts';
import type { Installation, InstallationPool } from '../../resources/calico/installation.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceIndex } from '../cluster.ts';
import type { ClusterPool, Encapsulation, PoolUse } from './pool.ts';
import type { PodNetwork } from '../podNetwork/kinds.ts';
import { configMapOf } from '../podNetwork/podNetwork.ts';
import { bytewise } from '../resourceIndex.ts';

/**
 * The pools that can be read, by name: IPPool objects, and those of an Installation that no object stands for yet. For a
 * family in which no pool hands out addresses unasked there is one for each pod range, as the one that calico-node makes
 * when it finds none (node/pkg/lifecycle/startup: configureIPPools).
 */
export function resolvePools(
  resources: ResourceIndex,
  network: PodNetwork,
  podCIDRs: readonly Fact<Cidr>[],
): readonly ClusterPool[] {
  if (network.kind !== 'calico' || network.ipam !== 'pools') return [];
  const objects = resources.ofKind('IPPool').flatMap((pool) => poolOfObject(pool) ?? []);
  const ofOperator = resources
    .ofKind('Installation')
    .flatMap((installation) => poolsOfInstallation(installation))
    .filter(({ cidr, name }) => !objects.some((pool) => pool.cidr === cidr || pool.name === name));
  const said = [...objects, ...ofOperator];
  if (said.length === 0 && wantsNone(resources)) return [];
  const encapsulation = installersEncapsulation(resources);
  const implied = podCIDRs
    .filter(({ value }) => !said.some((pool) => pool.family === familyOfCidr(value) && isForAnyPod(pool)))
    .map((range) => impliedPool(range, encapsulation));
  return [...said, ...implied].sort((a, b) => bytewise(a.name, b.name));
}

/** An empty list of the operator's means no pool at all. */
const wantsNone = (resources: ResourceIndex): boolean =>
  resources.ofKind('Installation').some(({ ipPools }) => ipPools?.length === 0);

/** What the pool that an installer makes by itself is told; undefined when no installer is known. */
function installersEncapsulation(resources: ResourceIndex): string | undefined {
  if (resources.ofKind('Installation').length > 0) return 'encapsulation';
  return configMapOf(resources, 'calico') === undefined ? undefined : 'CALICO_IPV4POOL_IPIP';
}

/** Whether a pod that asks for nothing may get an address of it, on some node. */
const isForAnyPod = (pool: ClusterPool): boolean =>
  !pool.disabled.value &&
  !pool.manual &&
  pool.allowedUses.includes('Workload') &&
  pool.nodeSelector !== '!all()';

const poolOfObject = memoByKey((pool: IpPool): ClusterPool | undefined => {
  if (pool.cidr === undefined) return undefined;
  const { value: cidr, span } = pool.cidr;
  const name = nameOf(pool);
  return {
    name,
    cidr,
    family: familyOfCidr(cidr),
    blockSize: blockSizeOf(cidr, pool.blockSize),
    encapsulation: encapsulationOf(pool),
    natOutgoing: orDefault(pool.natOutgoing, 'natOutgoing', false),
    disabled: orDefault(pool.disabled, 'disabled', false),
    disableBGPExport: orDefault(pool.disableBGPExport, 'disableBGPExport', false),
    nodeSelector: pool.nodeSelector?.value ?? '',
    namespaceSelector: pool.namespaceSelector?.value ?? '',
    allowedUses: usesOf(pool.allowedUses),
    manual: pool.assignmentMode?.value === 'Manual',
    because: merge(written(span, `IPPool ${name}`), written(titleSpan(pool))),
  };
});

const poolUses = ['Workload', 'Tunnel', 'LoadBalancer'] as const;

function usesOf(fields: readonly Located<string>[]): readonly PoolUse[] {
  const uses = fields.flatMap(({ value }) => poolUses.find((use) => use === value) ?? []);
  return uses.length === 0 ? ['Workload', 'Tunnel'] : uses;
}

/** The pools of `spec.calicoNetwork.ipPools`; without the list the operator makes one of the pod range. */
const poolsOfInstallation = memoByKey((installation: Installation): readonly ClusterPool[] => {
  const names = new Set<string>();
  return (installation.ipPools ?? []).flatMap((pool) => {
    if (pool.cidr === undefined) return [];
    const usual = `default-ipv${String(familyOfCidr(pool.cidr.value))}-ippool`;
    const name = pool.name?.value ?? (names.has(usual) ? nameOfRange(pool.cidr.value) : usual);
    names.add(name);
    return [poolOfInstallation(installation, pool, pool.cidr, name)];
  });
});

const nameOfRange = (cidr: Cidr): string => cidr.replace(/[.:/]+/g, '-');

function poolOfInstallation(
  installation: Installation,
  pool: InstallationPool,
  { value: cidr, span }: Located<Cidr>,
  name: string,
): ClusterPool {
  const nat = pool.natOutgoing;
  return {
    name,
    cidr,
    family: familyOfCidr(cidr),
    blockSize: blockSizeOf(cidr, pool.blockSize),
    encapsulation:
      pool.encapsulation === undefined
        ? fact(tunnels.IPIP, byDefault('encapsulation', 'IPIP'))
        : fact(tunnels[pool.encapsulation.value], written(pool.encapsulation.span)),
    natOutgoing:
      nat === undefined
        ? fact(true, byDefault('natOutgoing', 'Enabled'))
        : fact(nat.value === 'Enabled', written(nat.span)),
    disabled: orDefault(pool.disableNewAllocations, 'disableNewAllocations', false),
    disableBGPExport: orDefault(pool.disableBGPExport, 'disableBGPExport', false),
    nodeSelector: pool.nodeSelector?.value ?? '',
    namespaceSelector: '',
    allowedUses: usesOf(pool.allowedUses),
    manual: pool.assignmentMode?.value === 'Manual',
    because: merge(written(span, `pool ${name} of the Installation`), written(titleSpan(installation))),
  };
}

const tunnels: Readonly<Record<NonNullable<InstallationPool['encapsulation']>['value'], Encapsulation>> = {
  None: { kind: 'none' },
  IPIP: { kind: 'ipip', mode: 'Always' },
  IPIPCrossSubnet: { kind: 'ipip', mode: 'CrossSubnet' },
  VXLAN: { kind: 'vxlan', mode: 'Always' },
  VXLANCrossSubnet: { kind: 'vxlan', mode: 'CrossSubnet' },
};

/** The operator and the plain manifest both take IP in IP where they may. */
function impliedEncapsulation(cidr: Cidr, installersField: string | undefined): Fact<Encapsulation> {
  return installersField !== undefined && familyOfCidr(cidr) === 4
    ? fact(tunnels.IPIP, byDefault(installersField, installersField === 'encapsulation' ? 'IPIP' : 'Always'))
    : fact(tunnels.None, assumed(`pods of ${cidr} are routed without a tunnel: no IPPool says otherwise`));
}

const impliedPool = memoByKey(
  ({ value: cidr, because }: Fact<Cidr>, installersField: string | undefined): ClusterPool => {
    const family = familyOfCidr(cidr);
    return {
      name: `default-ipv${String(family)}-ippool`,
      cidr,
      family,
      blockSize: blockSizeOf(cidr, undefined),
      encapsulation: impliedEncapsulation(cidr, installersField),
      natOutgoing: fact(true, assumed(`natOutgoing is on for ${cidr}: no IPPool says otherwise`)),
      disabled: fact(false, byDefault('disabled', 'false')),
      disableBGPExport: fact(false, byDefault('disableBGPExport', 'false')),
      nodeSelector: '',
      namespaceSelector: '',
      allowedUses: ['Workload', 'Tunnel'],
      manual: false,
      because: merge(because, assumed(`an IP pool ${cidr}: there is no IPPool object`)),
    };
  },
);

/** 0 means the default too (libcalico-go/lib/clientv3/ippool.go); a pool smaller than a block is one block. */
function blockSizeOf(cidr: Cidr, field: Located<number> | undefined): Fact<number> {
  const usual = familyOfCidr(cidr) === 4 ? 26 : 122;
  const size =
    field === undefined || field.value === 0
      ? fact(usual, byDefault('blockSize', String(usual)))
      : fact(field.value, written(field.span));
  return fact(Math.min(Math.max(size.value, prefixLengthOf(cidr)), bitsOf(familyOfCidr(cidr))), size.because);
}

/** ipipMode wins over vxlanMode where both are set; the API server refuses that. */
function encapsulationOf({ ipipMode, vxlanMode }: IpPool): Fact<Encapsulation> {
  if (ipipMode !== undefined && ipipMode.value !== 'Never')
    return fact({ kind: 'ipip', mode: ipipMode.value }, written(ipipMode.span));
  if (vxlanMode !== undefined && vxlanMode.value !== 'Never')
    return fact({ kind: 'vxlan', mode: vxlanMode.value }, written(vxlanMode.span));
  const said = ipipMode ?? vxlanMode;
  return fact(
    { kind: 'none' },
    said === undefined ? byDefault('ipipMode, vxlanMode', 'Never') : written(said.span),
  );
}

const orDefault = (field: Located<boolean> | undefined, name: string, value: boolean): Fact<boolean> =>
  field === undefined ? fact(value, byDefault(name, String(value))) : fact(field.value, written(field.span));
