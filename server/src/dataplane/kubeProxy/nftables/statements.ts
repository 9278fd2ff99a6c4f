import { machinery, type Origin } from '../../../origin/origin.ts';
import type {
  NftAction,
  NftChainName,
  NftKey,
  NftMatch,
  NftRule,
  NftStatement,
  NftVerdict,
} from '../../netfilter/nft.ts';
import type { LocalDetector } from '../localDetector.ts';
import { chains } from './names.ts';
import type { NftablesBehaviour } from './versions.ts';

export const byProxy = (note: string): Origin => machinery('kube-proxy', note);

export const rule = (because: Origin, statements: readonly NftStatement[], comment?: string): NftRule =>
  comment === undefined ? { statements, because } : { statements, comment, because };

const verdict = (value: NftVerdict): NftAction => ({ kind: 'verdict', verdict: value });
export const jump = (chain: NftChainName): NftAction => verdict({ kind: 'jump', chain });
export const goTo = (chain: NftChainName): NftAction => verdict({ kind: 'goto', chain });
export const drop: NftAction = verdict({ kind: 'drop' });
export const leave: NftAction = verdict({ kind: 'return' });

export const onNewConnections: NftMatch = { kind: 'conntrackState', is: 'new' };
export const fromThisNode: NftMatch = { kind: 'localAddress', side: 'source' };
export const toThisNode: NftMatch = { kind: 'localAddress', side: 'destination' };

export const sourceKey: NftKey = [{ kind: 'address', side: 'source' }];
export const destinationKey: NftKey = [{ kind: 'address', side: 'destination' }];
export const nodePortKey: NftKey = [{ kind: 'protocol' }, { kind: 'destinationPort' }];
export const servicePortKey: NftKey = [...destinationKey, ...nodePortKey];

/** Whether the packet comes from this cluster's pods, by the node's detector, or the opposite. */
export function fromPods(
  detector: LocalDetector,
  { interfaceBy }: Pick<NftablesBehaviour, 'interfaceBy'>,
  not: boolean,
): NftMatch {
  const negated = not ? { not } : {};
  return detector.kind === 'source'
    ? { kind: 'address', side: 'source', net: detector.net, ...negated }
    : { kind: 'inInterface', by: interfaceBy, name: detector.name.replace(/\+$/, '*'), ...negated };
}

/** Marks the packet for masquerade, by this version's way. */
export const markForMasquerade = ({ marks }: Pick<NftablesBehaviour, 'marks'>, bits: number): NftAction =>
  marks === 'byJump' ? jump(chains.markForMasquerade) : { kind: 'setMark', operation: 'or', bits };
