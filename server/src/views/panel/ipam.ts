import type { Cluster } from '../../cluster/cluster.ts';
import { compareIp } from '../../net/ip.ts';
import { isSimulated } from '../../origin/origin.ts';
import {
  allHosts,
  type PanelCommon,
  type PanelColumn,
  type PanelModel,
  type PanelRequest,
} from '../../protocol/panel.ts';
import { partOf, fiveDigits } from '../ipam/numbers.ts';
import { addressRanges, type AddressBlock, type AddressRange } from '../ipam/ranges.ts';
import type { ViewContext } from '../viewContext.ts';
import { count } from '../words.ts';
import type { InScope } from './scope.ts';
import { codeCell, hostCell, panelTable, plainCell, type RowDraft, type TableDraft } from './tables.ts';

type IpamModel = Pick<
  Extract<PanelModel, { readonly kind: 'tables' }>,
  'kind' | 'picture' | 'tables' | 'summary' | 'at' | 'hosts'
>;

/** Pools and their blocks, how full they are, and who has which address: of all nodes, or of one. */
export function panelIpam(
  { cluster, locate }: ViewContext,
  request: PanelRequest,
  saved: ViewContext | undefined,
  inScope: InScope,
): IpamModel {
  const node = cluster.nodes.find(({ name }) => name === request.at)?.name;
  const drafts = draftsOf(cluster, node);
  const before = saved === undefined ? [] : draftsOf(saved.cluster, node);
  const ranges = addressRanges(cluster);
  const blocks = ranges.flatMap((range) => range.blocks);
  return {
    kind: 'tables',
    picture: undefined,
    at: node ?? allHosts,
    hosts: nodeChoices(cluster),
    tables: drafts.map((draft) =>
      panelTable(
        { request, inScope, locate },
        draft,
        before.find(({ id }) => id === draft.id),
      ),
    ),
    summary: [
      count(ranges.length, ranges[0]?.kind === 'node range' ? 'range' : 'pool'),
      ...(ranges[0]?.kind === 'node range' ? [] : [count(blocks.length, 'block')]),
      `${count(
        blocks.reduce((sum, { addresses }) => sum + addresses.length, 0),
        'address',
      )} in use`,
    ],
  };
}

function draftsOf(cluster: Cluster, node: string | undefined): readonly TableDraft[] {
  const ranges = addressRanges(cluster);
  return [rangesTable(ranges, node), addressesTable(ranges, node)];
}

const sizes: readonly PanelColumn[] = [
  { name: 'CIDR', size: 'address' },
  { name: 'IPs total', size: 'number' },
  { name: 'in use', size: 'number' },
  { name: 'free', size: 'number' },
];

/** As `calicoctl ipam show --show-blocks` groups them; of one node its blocks and the pools that they are of. */
function rangesTable(ranges: readonly AddressRange[], node: string | undefined): TableDraft {
  const rows = ranges.flatMap((range): readonly RowDraft[] => {
    const blocks = node === undefined ? range.blocks : range.blocks.filter((block) => block.node === node);
    if (node !== undefined && blocks.length === 0) return [];
    if (range.kind === 'node range') return [rangeRow(range)];
    return [rangeRow(range), ...blocks.map(blockRow)];
  });
  return {
    id: 'ranges',
    name: ranges[0]?.kind === 'node range' ? 'Ranges of nodes' : 'Pools and blocks',
    noun: 'row',
    columns: [{ name: 'grouping', size: 'name' }, ...sizes],
    scoped: 'always',
    open: true,
    rows,
  };
}

const rangeRow = (range: AddressRange): RowDraft => ({
  because: range.because,
  tell: () => ({
    cells: [
      plainCell(range.kind === 'pool' ? `pool ${range.name}` : `node ${range.name}`),
      ...sizeCells(range),
    ],
    note: range.notes.length === 0 ? undefined : range.notes.join(' · '),
  }),
});

const blockRow = (block: AddressBlock): RowDraft => ({
  because: block.because,
  tell: () => ({ cells: [hostCell(block.node), ...sizeCells(block)], depth: 1 }),
});

const sizeCells = ({
  cidr,
  total,
  inUse,
  free,
}: Pick<AddressRange, 'cidr' | 'total' | 'inUse' | 'free'>): ReturnType<RowDraft['tell']>['cells'] => [
  codeCell(cidr),
  codeCell(fiveDigits(total)),
  codeCell(partOf(inUse, total)),
  codeCell(partOf(free, total)),
];

/** Who has which address. */
function addressesTable(ranges: readonly AddressRange[], node: string | undefined): TableDraft {
  const given = ranges
    .flatMap(({ blocks }) =>
      blocks.flatMap((block) => block.addresses.map((address) => ({ block, address }))),
    )
    .filter(({ block, address }) => node === undefined || address.node === node || block.node === node)
    .sort((a, b) => compareIp(a.address.ip, b.address.ip));
  return {
    id: 'addresses',
    name: 'Addresses in use',
    noun: 'address',
    columns: [
      { name: 'address', size: 'address' },
      { name: 'of', size: 'text' },
      { name: 'on', size: 'name' },
    ],
    scoped: 'strictly',
    open: true,
    rows: given.map(({ block, address }): RowDraft => ({
      because: address.because,
      tell: () => ({
        cells: [codeCell(address.ip), plainCell(address.owner), plainCell(address.node ?? 'no node')],
        note:
          address.node === undefined || address.node === block.node
            ? `block ${block.cidr}`
            : `borrowed from block ${block.cidr} of ${block.node}`,
      }),
    })),
  };
}

const nodeChoices = ({ nodes }: Cluster): PanelCommon['hosts'] => [
  { name: allHosts, detail: '', kind: 'all' },
  ...nodes.map(({ name, addresses, because }) => ({
    name,
    detail: `${addresses.map(({ value }) => value).join(', ')}${isSimulated(because) ? ' (simulated)' : ''}`,
    kind: 'node' as const,
  })),
];
