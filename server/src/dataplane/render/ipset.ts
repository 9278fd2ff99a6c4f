import type { IpSet } from '../netfilter/ipvs.ts';
import type { RenderedLine } from './rendered.ts';

/**
 * `ipset save`, the form that `ipset restore` reads. Left out is what the kernel makes up for each set (`initval`) and
 * what only newer ipset versions print (`bucketsize`). The real order of members is that of a hash; ours is sorted.
 */
export function renderIpsetSave(sets: readonly IpSet[]): readonly RenderedLine[] {
  return sets.flatMap(({ name, type, options, members, because }) => [
    { text: `create ${name} ${type} ${options}`, because },
    ...members.map((member) => ({
      text: `add ${name} ${asKernelPrints(member.text)}`,
      because: member.because,
    })),
  ]);
}

/** The kernel keeps a range of one address as that address. */
const asKernelPrints = (member: string): string =>
  member.replace(/\/(?:32|128)$/, (length) => (length === hostLength(member) ? '' : length));

const hostLength = (member: string): string =>
  member.slice(member.lastIndexOf(',') + 1).includes(':') ? '/128' : '/32';
