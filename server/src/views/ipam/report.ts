import type { Report } from '../answers.ts';
import { asciiTable } from '../asciiTable.ts';
import { panelCauses } from '../causes.ts';
import type { ViewContext } from '../viewContext.ts';
import { addressRanges, type AddressBlock, type AddressRange } from './ranges.ts';
import { fiveDigits, partOf } from './numbers.ts';

/** What `calicoctl ipam show [--show-blocks]` would print; where there are no pools the ranges of the nodes. */
export function ipamReport(context: ViewContext, showBlocks: boolean): Report {
  const ranges = addressRanges(context.cluster);
  if (ranges.length === 0) return { kind: 'none', why: 'there is no range that pods get addresses from' };
  const rows = ranges.flatMap((range) => [
    row(range.kind === 'pool' ? 'IP Pool' : `Node ${range.name}`, range),
    ...(showBlocks && range.kind === 'pool' ? range.blocks.map((block) => row('Block', block)) : []),
  ]);
  return {
    kind: 'report',
    text: `${asciiTable(['Grouping', 'CIDR', 'IPs total', 'IPs in use', 'IPs free'], rows).join('\n')}\n`,
    json: { view: 'ipam', ranges: ranges.map((range) => jsonOf(context, range)) },
  };
}

type Size = Pick<AddressRange, 'cidr' | 'total' | 'inUse' | 'free'>;

const row = (grouping: string, { cidr, total, inUse, free }: Size): readonly string[] => [
  grouping,
  cidr,
  fiveDigits(total),
  partOf(inUse, total),
  partOf(free, total),
];

/** Numbers of addresses are text, for those of IPv6 fit into no JSON number. */
const sizesOf = ({ cidr, total, inUse, free }: Size): object => ({
  cidr,
  total: String(total),
  inUse: String(inUse),
  free: String(free),
});

const jsonOf = ({ locate }: ViewContext, range: AddressRange): object => ({
  kind: range.kind,
  name: range.name,
  ...sizesOf(range),
  notes: range.notes,
  because: panelCauses(range.because, locate),
  blocks: range.blocks.map((block: AddressBlock) => ({
    ...sizesOf(block),
    node: block.node,
    because: panelCauses(block.because, locate),
    addresses: block.addresses.map(({ ip, owner, node, because }) => ({
      ip,
      owner,
      node,
      because: panelCauses(because, locate),
    })),
  })),
});
