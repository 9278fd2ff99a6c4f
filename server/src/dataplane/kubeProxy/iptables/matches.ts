import type { IpFamily } from '../../../net/ip.ts';
import type { PortRange, Protocol } from '../../../net/port.ts';
import type { Match } from '../../netfilter/match.ts';
import type { ChainName } from '../../netfilter/chainName.ts';
import type { Target } from '../../netfilter/target.ts';
import type { LocalDetector } from '../localDetector.ts';
import { chains } from '../names.ts';

export const comment = (text: string): Match => ({ kind: 'comment', text });

/** `10.49.60.52/32`, `fd00:49::52/128`. */
const hostNet = (ip: string): string => (ip.includes(':') ? `${ip}/128` : `${ip}/32`);

export const fromHost = (ip: string): Match => ({ kind: 'source', net: hostNet(ip) });
export const toHost = (ip: string): Match => ({ kind: 'destination', net: hostNet(ip) });
export const fromNet = (net: string): Match => ({ kind: 'source', net });

// The protocol and its bare module are the same values in every rule.
const protocols: Readonly<Record<Protocol, Match>> = {
  tcp: { kind: 'protocol', is: 'tcp' },
  udp: { kind: 'protocol', is: 'udp' },
  sctp: { kind: 'protocol', is: 'sctp' },
};
const modules: Readonly<Record<Protocol, Match>> = {
  tcp: { kind: 'ports', module: 'tcp' },
  udp: { kind: 'ports', module: 'udp' },
  sctp: { kind: 'ports', module: 'sctp' },
};

export const isProtocol = (protocol: Protocol): Match => protocols[protocol];
export const protocolModule = (protocol: Protocol): Match => modules[protocol];
export const onePort = (port: number): PortRange => ({ from: port, to: port });
export const toPort = (protocol: Protocol, port: number): Match => ({
  kind: 'ports',
  module: protocol,
  destination: onePort(port),
});

export const fromPods = (detector: LocalDetector): Match =>
  detector.kind === 'source'
    ? { kind: 'source', net: detector.net }
    : { kind: 'inInterface', name: detector.name };

/** Traffic to a destination that does not come from pods; a source stands before the destination, an interface behind. */
export function notFromPods(
  detector: LocalDetector,
  [destination, ...more]: readonly [Match, ...Match[]],
): readonly Match[] {
  return detector.kind === 'source'
    ? [{ kind: 'source', net: detector.net, not: true }, destination, ...more]
    : [destination, { kind: 'inInterface', name: detector.name, not: true }, ...more];
}

export const fromThisNode: Match = { kind: 'addressType', side: 'source', is: 'LOCAL' };
export const notFromThisNode: Match = { kind: 'addressType', side: 'source', is: 'LOCAL', not: true };
export const toThisNode: Match = { kind: 'addressType', side: 'destination', is: 'LOCAL' };
export const newConnection: Match = { kind: 'conntrack', states: ['NEW'] };

export const loopbackNet = (family: IpFamily): string => (family === 4 ? '127.0.0.0/8' : '::1/128');

const recentMasks: Readonly<Record<IpFamily, string>> = {
  4: '255.255.255.255',
  6: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
};

/** The client is remembered under the endpoint's chain name. */
export const rememberClient = (list: ChainName, family: IpFamily): Match => ({
  kind: 'recent',
  list,
  action: 'set',
  mask: recentMasks[family],
  side: 'rsource',
});

export const rememberedClient = (list: ChainName, seconds: number, family: IpFamily): Match => ({
  kind: 'recent',
  list,
  action: 'rcheck',
  seconds,
  reap: true,
  mask: recentMasks[family],
  side: 'rsource',
});

export const jump = (chain: ChainName): Target => ({ kind: 'jump', chain });
export const accept: Target = { kind: 'accept' };
export const drop: Target = { kind: 'drop' };
export const returns: Target = { kind: 'return' };
export const noTarget: Target = { kind: 'none' };
export const markMasquerade = jump(chains.markMasquerade);
export const markDrop = jump(chains.markDrop);

export const reject = (family: IpFamily): Target => ({
  kind: 'reject',
  with: family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable',
});

export const toLoopback: Match = { kind: 'destination', net: '127.0.0.0/8' };

/** Not through a bridge port, so not from a pod behind one. */
export const fromPhysicalElsewhere: Match = { kind: 'physicalIn', not: true };
