import { merge, type Fact, type Origin } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { ServicePortInfo } from '../services.ts';
import { comment, isProtocol, toHost, toPort, toThisNode } from './matches.ts';

/** Traffic to one address of a service and its port. */
export const toServiceAddress = (
  info: ServicePortInfo,
  address: string,
  said: string,
): readonly [Match, ...Match[]] => [
  toHost(address),
  isProtocol(info.protocol),
  comment(said),
  toPort(info.protocol, info.port.port),
];

/** Traffic to the node port, in a chain that only traffic to this node reaches. */
export const toNodePort = (info: ServicePortInfo, nodePort: number): readonly Match[] => [
  isProtocol(info.protocol),
  comment(info.name),
  toPort(info.protocol, nodePort),
];

/** Traffic to the node port of any local address. */
export const toLocalNodePort = (info: ServicePortInfo, nodePort: number, said: string): readonly Match[] => [
  isProtocol(info.protocol),
  comment(said),
  toThisNode,
  toPort(info.protocol, nodePort),
];

/** A rule about this address exists because of the address and of the port. */
export const becauseOf = (info: ServicePortInfo, known: Fact<unknown>): Origin =>
  merge(known.because, info.port.because);
