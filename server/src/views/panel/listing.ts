import type { IpvsState } from '../../dataplane/netfilter/ipvs.ts';
import { renderIpsetSave } from '../../dataplane/render/ipset.ts';
import { renderIptablesSave } from '../../dataplane/render/iptablesSave.ts';
import { renderIpvsadm } from '../../dataplane/render/ipvsadm.ts';
import type { RenderedLine } from '../../dataplane/render/rendered.ts';
import type { ListingBlock, ListingLine, PanelRequest } from '../../protocol/panel.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { Locate } from '../../text/span.ts';
import { panelCauses } from '../causes.ts';
import { compare } from './changes.ts';
import type { RulesInput } from './rules.ts';
import type { InScope } from './scope.ts';
import { count } from '../words.ts';
import { isOpen } from './fold.ts';

interface IpvsInput extends RulesInput {
  readonly ipvs: IpvsState;
  readonly savedIpvs: IpvsState | undefined;
}

/** What IPVS mode keeps on a node, in the words of the tools that show it. */
export function listingBlocks(input: IpvsInput): readonly ListingBlock[] {
  const { ipvs, savedIpvs, ruleset, saved } = input;
  const part = (
    id: string,
    name: string,
    noun: string,
    now: Iterable<RenderedLine>,
    before: Iterable<RenderedLine> | undefined,
  ): ListingBlock =>
    listingBlock(input, {
      id,
      name,
      noun,
      lines: [...now],
      before: before === undefined ? undefined : [...before],
    });
  return [
    part(
      'ipvsadm',
      'ipvsadm -ln',
      'line',
      renderIpvsadm(ipvs.virtualServers),
      savedIpvs && renderIpvsadm(savedIpvs.virtualServers),
    ),
    part(
      'addresses',
      'ip addr show kube-ipvs0',
      'address',
      addresses(ipvs),
      savedIpvs && addresses(savedIpvs),
    ),
    part(
      'ipset',
      'ipset save',
      'line',
      renderIpsetSave(ipvs.ipSets),
      savedIpvs && renderIpsetSave(savedIpvs.ipSets),
    ),
    part(
      'iptables',
      'iptables-save',
      'line',
      renderIptablesSave(ruleset),
      saved && renderIptablesSave(saved),
    ),
    part('sysctl', 'sysctl', 'line', sysctls(ipvs), savedIpvs && sysctls(savedIpvs)),
  ];
}

const addresses = ({ boundAddresses }: IpvsState): readonly RenderedLine[] =>
  boundAddresses.map(({ address, because }) => ({ text: address, because }));

const sysctls = (ipvs: IpvsState): readonly RenderedLine[] =>
  ipvs.sysctls.map(({ name, value, because }) => ({
    text: `${name.replaceAll('/', '.')} = ${value}`,
    because,
  }));

interface Part {
  readonly id: string;
  readonly name: string;
  readonly noun: string;
  readonly lines: readonly RenderedLine[];
  readonly before: readonly RenderedLine[] | undefined;
}

/** One foldable part of a listing: its lines in view, marked where an unsaved edit changes them. */
export function listingBlock(
  {
    request,
    inScope,
    locate,
  }: { readonly request: PanelRequest; readonly inScope: InScope; readonly locate: Locate },
  { id, name, noun, lines, before }: Part,
): ListingBlock {
  const compared = compare(before ?? lines, lines, ({ text }) => text);
  const filter = request.filter.trim().toLowerCase();
  const shown = compared.filter(
    ({ item: { text, because } }) =>
      (because === undefined ? request.scope === 'cluster' && filter === '' : inScope(because)) &&
      text.toLowerCase().includes(filter),
  );
  const open = isOpen(request, id, id === 'ipvsadm' || filter !== '' || shown.length <= 40);
  return {
    id,
    name,
    meta:
      shown.length === lines.length
        ? count(lines.length, noun)
        : `${String(shown.length)} of ${count(lines.length, noun)}`,
    open,
    lines: open
      ? shown.map(({ item: { text, because }, change }): ListingLine => ({
          text: text.trimStart(),
          depth: /^(\t| {2})/.test(text) ? 1 : 0,
          simulated: because !== undefined && isSimulated(because),
          change,
          because: panelCauses(because, locate),
        }))
      : [],
  };
}
