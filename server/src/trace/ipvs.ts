import type { IpvsState, RealServer, VirtualServer } from '../dataplane/netfilter/ipvs.ts';
import { machinery } from '../origin/origin.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Packet } from './packet.ts';
import type { Step } from './step.ts';
import type { Passing, Walked } from './passing.ts';

/** The virtual server that a new connection's packet is for. */
export const virtualServerFor = (
  state: IpvsState,
  { protocol, destination, destinationPort }: Packet,
): VirtualServer | undefined => serversOf(state).get(`${protocol} ${destination} ${String(destinationPort)}`);

const serversOf = memoByKey(
  ({ virtualServers }: IpvsState): ReadonlyMap<string, VirtualServer> =>
    new Map(
      virtualServers.map((server) => [
        `${server.protocol} ${parseIp(server.address) ?? server.address} ${String(server.port)}`,
        server,
      ]),
    ),
);

/** Whether an address is on kube-ipvs0. */
export const isBound = (state: IpvsState, ip: Ip): boolean => boundOf(state).has(ip);

const boundOf = memoByKey(
  ({ boundAddresses }: IpvsState): ReadonlySet<Ip> =>
    new Set(boundAddresses.flatMap(({ address }) => parseIp(address) ?? [])),
);

/**
 * IPVS picks a real server (net/netfilter/ipvs/ip_vs_core.c: ip_vs_schedule) and rewrites the destination. Without one it
 * answers "port unreachable" (ip_vs_leave). Which one the scheduler takes depends on what it did before, so each is an
 * answer with its share.
 */
export function schedule(server: VirtualServer, passing: Passing): readonly Walked[] {
  const open = server.realServers.filter(({ weight }) => weight > 0);
  if (open.length === 0) return [nowhere(server, passing)];
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  return open.map((realServer) => {
    const share = isWeighted(server) ? realServer.weight / total : 1 / open.length;
    return { passing: sentTo(server, realServer, share, passing) };
  });
}

const isWeighted = ({ scheduler }: VirtualServer): boolean => ['wrr', 'wlc', 'sh'].includes(scheduler);

function nowhere(server: VirtualServer, passing: Passing): Walked {
  const { packet } = passing;
  const step: Step = {
    kind: 'ipvs',
    server,
    realServer: undefined,
    share: 1,
    note: undefined,
    before: packet,
    after: packet,
  };
  const where = `${server.protocol.toUpperCase()} ${server.address}:${String(server.port)}`;
  return {
    passing: { ...passing, steps: [...passing.steps, step] },
    stop: {
      kind: 'rejected',
      with: 'icmp-port-unreachable',
      reason: `the virtual server ${where} has no real server`,
      because: server.because,
    },
  };
}

function sentTo(server: VirtualServer, realServer: RealServer, share: number, passing: Passing): Passing {
  const { packet, tracking, probability, steps } = passing;
  const destination = parseIp(realServer.address) ?? packet.destination;
  const after: Packet = { ...packet, destination, destinationPort: realServer.port };
  const step: Step = {
    kind: 'ipvs',
    server,
    realServer,
    share,
    note: schedulerNote(server, share),
    before: packet,
    after,
  };
  return {
    packet: after,
    tracking: { ...tracking, destinationAsked: true },
    probability: probability * share,
    steps: [...steps, step],
  };
}

function schedulerNote({ scheduler, persistentSeconds }: VirtualServer, share: number): string | undefined {
  if (persistentSeconds !== undefined)
    return `the client's next connections within ${String(persistentSeconds)} s go to the same real server`;
  if (share === 1) return undefined;
  if (scheduler === 'sh' || scheduler === 'mh')
    return 'by a hash of the source: one client always gets the same real server';
  if (['lc', 'wlc', 'sed', 'nq'].includes(scheduler))
    return `${scheduler} counts connections in hand, which no file says: equal shares are assumed`;
  return undefined;
}

/** Addresses on kube-ipvs0 are the node's own. */
export const boundBecause = machinery(
  'kube-proxy',
  'the address is on kube-ipvs0, so the packet is for this node',
);
