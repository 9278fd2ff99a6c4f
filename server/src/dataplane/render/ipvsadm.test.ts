import { expect, test } from 'vitest';
import type { VirtualServer } from '../netfilter/ipvs.ts';
import { assumed } from '../../origin/origin.ts';
import { renderIpvsadm, renderIpvsadmSave } from './ipvsadm.ts';
import { toText } from './rendered.ts';

const because = assumed('a test');

const server = (
  protocol: VirtualServer['protocol'],
  address: string,
  port: number,
  real: readonly (readonly [string, number])[] = [],
  more: Partial<VirtualServer> = {},
): VirtualServer => ({
  protocol,
  address,
  port,
  scheduler: 'rr',
  realServers: real.map(([realAddress, realPort]) => ({
    address: realAddress,
    port: realPort,
    weight: 1,
    because,
  })),
  because,
  ...more,
});

test('columns stand where ipvsadm 1.31 puts them, trailing blanks included', () => {
  const servers = [
    server('udp', '10.49.0.10', 53),
    server(
      'tcp',
      '10.49.0.1',
      443,
      [
        ['10.0.1.20', 6443],
        ['10.0.1.3', 6443],
      ],
      { persistentSeconds: 10800 },
    ),
    server('sctp', '10.49.0.2', 9, [], { scheduler: 'mh', flags: 'mh-port', persistentSeconds: 60 }),
    server('tcp', 'fd00:49::1', 80, [['fd00:48:128::11', 8080]]),
  ];
  expect(toText(renderIpvsadm(servers)).replaceAll(' ', '·')).toBe(
    `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.49.0.1:443 rr persistent 10800
  -> 10.0.1.3:6443                Masq    1      0          0         #
  -> 10.0.1.20:6443               Masq    1      0          0         #
UDP  10.49.0.10:53 rr
SCTP 10.49.0.2:9 mh (mh-port) persistent 60
TCP  [fd00:49::1]:80 rr
  -> [fd00:48:128::11]:8080       Masq    1      0          0         #
`
      .replaceAll('#', '')
      .replaceAll(' ', '·'),
  );
});

test('the save form is the one that ipvsadm -R reads', () => {
  const servers = [
    server('udp', '10.49.0.10', 53, [['10.48.0.2', 53]]),
    server('tcp', '10.49.0.1', 443, [['10.0.1.20', 6443]], {
      scheduler: 'mh',
      flags: 'mh-port',
      persistentSeconds: 10800,
    }),
    server('sctp', 'fd00:49::1', 9),
  ];
  expect(toText(renderIpvsadmSave(servers))).toBe(`-A -t 10.49.0.1:443 -s mh -p 10800 -b mh-port
-a -t 10.49.0.1:443 -r 10.0.1.20:6443 -m -w 1
-A -u 10.49.0.10:53 -s rr
-a -u 10.49.0.10:53 -r 10.48.0.2:53 -m -w 1
-A --sctp-service [fd00:49::1]:9 -s rr
`);
});

// A comparison that overflows: the order the tool really has (lab 000 shows 172.17.0.1 first).
const orders: readonly (readonly [string, readonly string[]])[] = [
  ['by number, not by text', ['10.49.0.10', '10.49.23.129', '10.49.160.175']],
  ['more than 2^31 apart comes the wrong way round', ['172.17.0.1', '10.0.1.30', '10.49.0.1']],
  ['and so the order runs in a circle', ['172.17.0.1', '10.0.1.30', '10.49.202.152', '127.0.0.1']],
  ['less than 2^31 apart is by number', ['100.64.0.1', '200.0.0.1']],
  ['IPv6 word by word', ['fd00:10::30', 'fd00:49::80:1', 'fd00:49::81:1']],
  ['IPv4 before IPv6', ['10.0.1.30', 'fd00:10::30']],
];

test.each(orders)('order of virtual servers: %s', (_, addresses) => {
  const shuffled = addresses.toReversed().map((address) => server('tcp', address, 80));
  const listed = renderIpvsadm(shuffled)
    .slice(3)
    .map(({ text }) => text.replace(/^TCP {2}\[?(.*?)\]?:80 rr$/, '$1'));
  expect(listed).toEqual(addresses);
});
