import type { RealServer, VirtualServer } from '../netfilter/ipvs.ts';
import type { RenderedLine } from './rendered.ts';
import type { Protocol } from '../../net/port.ts';

const title = [
  // 4096 is the kernel's default size of the connection table (CONFIG_IP_VS_TAB_BITS=12).
  'IP Virtual Server version 1.2.1 (size=4096)',
  'Prot LocalAddress:Port Scheduler Flags',
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
];

/**
 * `ipvsadm -ln` of ipvsadm 1.31 (ipvsadm.c: print_title, print_service_entry), order and trailing blanks included. The
 * servers may be of both families: the tool lists IPv4 first. Counters are zero, since nothing has connected.
 */
export function renderIpvsadm(servers: readonly VirtualServer[]): readonly RenderedLine[] {
  const lines: RenderedLine[] = title.map((text) => ({ text, because: undefined }));
  for (const server of inToolOrder(servers)) {
    const words = [
      `${server.protocol.toUpperCase().padEnd(4)} ${addressAndPort(server)}`,
      server.scheduler,
      ...(server.flags === undefined ? [] : [`(${server.flags})`]),
      ...(server.persistentSeconds === undefined ? [] : [`persistent ${String(server.persistentSeconds)}`]),
    ];
    lines.push({ text: words.join(' '), because: server.because });
    for (const real of [...server.realServers].sort(compareAddresses))
      lines.push({ text: realServerRow(real), because: real.because });
  }
  return lines;
}

const realServerRow = (real: RealServer): string =>
  `  -> ${addressAndPort(real).padEnd(28)} ${'Masq'.padEnd(7)} ${String(real.weight).padEnd(6)} ${'0'.padEnd(10)} ${'0'.padEnd(10)}`;

/** `ipvsadm -Sn`: the form that `ipvsadm -R` reads. */
export function renderIpvsadmSave(servers: readonly VirtualServer[]): readonly RenderedLine[] {
  const lines: RenderedLine[] = [];
  for (const server of inToolOrder(servers)) {
    const service = `${serviceOption[server.protocol]} ${addressAndPort(server)}`;
    const words = [
      `-A ${service} -s ${server.scheduler}`,
      ...(server.persistentSeconds === undefined ? [] : [`-p ${String(server.persistentSeconds)}`]),
      ...(server.flags === undefined ? [] : [`-b ${server.flags}`]),
    ];
    lines.push({ text: words.join(' '), because: server.because });
    for (const real of [...server.realServers].sort(compareAddresses))
      lines.push({
        text: `-a ${service} -r ${addressAndPort(real)} -m -w ${String(real.weight)}`,
        because: real.because,
      });
  }
  return lines;
}

const serviceOption: Readonly<Record<Protocol, string>> = { tcp: '-t', udp: '-u', sctp: '--sctp-service' };
const protocolNumber: Readonly<Record<Protocol, number>> = { tcp: 6, udp: 17, sctp: 132 };

const isV6 = (address: string): boolean => address.includes(':');

/** `10.0.0.1:80` or `[fd00::1]:80`. */
export const addressAndPort = ({
  address,
  port,
}: {
  readonly address: string;
  readonly port: number;
}): string => `${isV6(address) ? `[${address}]` : address}:${String(port)}`;

/**
 * libipvs.c: ipvs_cmp_services. Its comparison of addresses runs in a circle, so that the result hangs on the order in
 * which the kernel tells them, which differs from boot to boot. Starting from signed words gives what labs show.
 */
const inToolOrder = (servers: readonly VirtualServer[]): readonly VirtualServer[] =>
  [...servers]
    .sort((a, b) => compareSigned(a.address, b.address))
    .sort(
      (a, b) =>
        Number(isV6(a.address)) - Number(isV6(b.address)) ||
        protocolNumber[a.protocol] - protocolNumber[b.protocol] ||
        compareAddresses(a, b),
    );

function compareSigned(a: string, b: string): number {
  const [x, y] = [words(a), words(b)];
  return x.map((word, i) => Math.sign((word | 0) - ((y[i] ?? 0) | 0))).find((order) => order !== 0) ?? 0;
}

interface Listening {
  readonly address: string;
  readonly port: number;
}

/**
 * libipvs.c: ipvs_cmp_services and ipvs_cmp_dests keep the difference of two unsigned 32-bit words in a signed int, so
 * that words more than 2^31 apart compare the wrong way round: the tool lists 172.17.0.1 before 10.0.1.30.
 */
function compareAddresses(a: Listening, b: Listening): number {
  const [x, y] = [words(a.address), words(b.address)];
  for (const [i, word] of x.entries()) {
    const difference = (word - (y[i] ?? 0)) | 0;
    if (difference !== 0) return difference;
  }
  return a.port - b.port;
}

/** The address as 32-bit words: one, or four for IPv6. */
function words(address: string): readonly number[] {
  if (!isV6(address)) return [address.split('.').reduce((all, octet) => all * 256 + Number(octet), 0)];
  const [head = '', tail] = address.split('::');
  const groupsOf = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0);
  const groups = [...before, ...zeros, ...after];
  return [0, 2, 4, 6].map((i) => (groups[i] ?? 0) * 0x10000 + (groups[i + 1] ?? 0));
}
