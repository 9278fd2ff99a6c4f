import { blocksOfNode } from '../../cluster/calico/blocks.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import { picks } from '../../cluster/calico/selection.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { containsCidr } from '../../net/cidr.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { nameOf } from '../../resources/meta.ts';
import { code, plain, table } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { coveredBy } from './address.ts';
import { fieldName, type PathAt } from './path.ts';
import { hoverDisabled, hoverExport } from './poolExport.ts';

/** What an IPPool gives to nodes and pods, and how packets between them travel. */
export function hoverIpPool(context: ViewContext, resource: IpPool, path: PathAt): string | undefined {
  const pool = context.cluster.pools.find(({ name }) => name === nameOf(resource));
  if (pool === undefined) return undefined;
  return fields[fieldName(path)]?.(context, pool);
}

const fields: Readonly<Record<string, (context: ViewContext, pool: ClusterPool) => string>> = {
  'spec.cidr': (context, pool) => `${coveredBy(context, pool.cidr)}\n\n${blocks(context.cluster, pool)}`,
  'spec.blockSize': ({ cluster }, pool) =>
    `Nodes take blocks of ${count(2 ** Math.min(bits(pool) - pool.blockSize.value, 52), 'address')} (/${String(pool.blockSize.value)}) from the pool and announce each as one route.\n\n${blocks(cluster, pool)}`,
  'spec.ipipMode': encapsulation,
  'spec.vxlanMode': encapsulation,
  'spec.natOutgoing': (_context, { natOutgoing }) =>
    natOutgoing.value
      ? 'What pods of this pool send to addresses outside all pools is masqueraded: it leaves with their node’s address.'
      : 'Pods of this pool keep their address towards the outside, which must know the way back.',
  'spec.disabled': ({ cluster }, pool) => hoverDisabled(cluster, pool),
  'spec.disableBGPExport': ({ cluster }, pool) => hoverExport(cluster, pool),
  'spec.nodeSelector': ({ cluster }, { nodeSelector }) => {
    const nodes = cluster.nodes
      .filter(({ labels }) => picks(nodeSelector, labels))
      .map(({ name }) => plain(name));
    return `${nodes.length === 0 ? 'No node takes' : `${listed(nodes)} ${nodes.length === 1 ? 'takes' : 'take'}`} blocks from it. Who may talk to whom is not decided here.`;
  },
};

const bits = ({ family }: ClusterPool): number => (family === 4 ? 32 : 128);

/** `CrossSubnet` looks at the nodes' own subnets. */
function encapsulation(_context: ViewContext, { encapsulation: { value } }: ClusterPool): string {
  if (value.kind === 'none')
    return 'No tunnel: packets between pods travel as they are, so every router between the nodes must know the pods’ blocks.';
  const how =
    value.kind === 'ipip' ? 'IP in IP (`tunl0`, learnt by BGP)' : 'VXLAN (`vxlan.calico`, without BGP)';
  return value.mode === 'Always'
    ? `Packets to pods of this pool on other nodes travel in ${how}. The outer source is the node.`
    : `Packets to pods of this pool travel in ${how} to nodes of another subnet only; within one subnet they travel as they are.`;
}

/** Which node owns which block. */
function blocks(cluster: Cluster, { cidr }: ClusterPool): string {
  const rows = cluster.nodes.flatMap(({ name }) => {
    const own = blocksOfNode(cluster, name).filter((block) => containsCidr(cidr, block.cidr));
    return own.length === 0
      ? []
      : [
          [
            plain(name),
            listed(
              own.map((block) => `${code(block.cidr)}${isSimulated(block.because) ? ' (simulated)' : ''}`),
            ),
          ],
        ];
  });
  return rows.length === 0 ? 'No node has a block of it.' : table(['node', 'blocks'], rows);
}
