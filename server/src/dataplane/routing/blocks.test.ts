import { describe, expect, test } from 'vitest';
import {
  calico,
  learnt,
  machine,
  pod,
  pods,
  pool,
  profile,
  three,
  tor,
} from '../../../../test/kit/bgpLab.ts';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import { renderIpRoute } from '../render/ipRoute.ts';
import { findHost } from './host.ts';
import { deriveRoutes } from './routes.ts';

describe('blocks of other nodes by encapsulation', () => {
  const racks = [
    machine('n1', '10.0.1.1/24'),
    machine('n2', '10.0.1.2/24'),
    machine('n3', '10.0.2.3/24'),
  ].join(', ');
  const routesOf = (spec: string, ...more: readonly string[]): readonly string[] => {
    const cluster = clusterFrom(profile(racks, tor(64512)), pool(spec), pods, ...more);
    const host = findHost(cluster, 'n1');
    return host === undefined
      ? []
      : renderIpRoute(deriveRoutes(cluster, host, 4))
          .map(({ text }) => text)
          .filter((text) => text.includes('10.244.') && !text.includes('dev cali'));
  };
  const version = (written: string): string =>
    calico('ClusterInformation', 'default', `{ calicoVersion: ${written} }`);

  test.each([
    [
      'none',
      '',
      ['10.244.2.0/26 via 10.0.1.2 dev eth0 proto bird', '10.244.3.0/26 via 10.0.1.254 dev eth0 proto bird'],
    ],
    [
      'IPIP Always',
      ', ipipMode: Always',
      [
        '10.244.2.0/26 via 10.0.1.2 dev tunl0 proto bird onlink',
        '10.244.3.0/26 via 10.0.2.3 dev tunl0 proto bird onlink',
      ],
    ],
    [
      'IPIP CrossSubnet',
      ', ipipMode: CrossSubnet',
      [
        '10.244.2.0/26 via 10.0.1.2 dev eth0 proto bird',
        '10.244.3.0/26 via 10.0.2.3 dev tunl0 proto bird onlink',
      ],
    ],
  ])('%s', (_name, spec, expected) => {
    expect(routesOf(spec)).toEqual(['blackhole 10.244.1.0/26 proto bird', ...expected]);
  });

  test.each([
    [
      'VXLAN Always',
      ', vxlanMode: Always',
      [
        '10.244.2.0/26 via 10.244.2.0 dev vxlan.calico onlink',
        '10.244.3.0/26 via 10.244.3.0 dev vxlan.calico onlink',
      ],
    ],
    [
      'VXLAN CrossSubnet',
      ', vxlanMode: CrossSubnet',
      [
        '10.244.2.0/26 via 10.0.1.2 dev eth0 proto 80 onlink',
        '10.244.3.0/26 via 10.244.3.0 dev vxlan.calico onlink',
      ],
    ],
  ])('%s', (_name, spec, expected) => {
    expect(routesOf(spec)).toEqual(['blackhole 10.244.1.0/26 proto 80', ...expected]);
  });

  test('from v3.32 on BIRD writes a metric; from v3.33 on Felix routes IPIP', () => {
    expect(routesOf('', version('v3.32.1'))).toContain(
      '10.244.2.0/26 via 10.0.1.2 dev eth0 proto bird metric 1024',
    );
    expect(routesOf(', ipipMode: Always', version('v3.33.0'))).toEqual([
      'blackhole 10.244.1.0/26 proto 80',
      '10.244.2.0/26 via 10.0.1.2 dev tunl0 proto 80 onlink mtu 1480',
      '10.244.3.0/26 via 10.0.2.3 dev tunl0 proto 80 onlink mtu 1480',
    ]);
  });

  test('a borrowed address has a route of its own', () => {
    const more = pod('d', 'n1', '10.244.2.9') + pod('e', 'n2', '10.244.2.10');
    const cluster = clusterFrom(profile(three, tor(64512)), pool(), pods, more);
    expect(learnt(cluster, 'n2')).toContain('10.244.2.9 via 10.0.1.1 dev eth0');
    expect(learnt(cluster, 'n3')).toEqual([
      '10.244.1.0/26 via 10.0.1.1 dev eth0',
      '10.244.2.0/26 via 10.0.1.2 dev eth0',
      '10.244.2.9 via 10.0.1.1 dev eth0',
      'blackhole 10.244.3.0/26',
    ]);
  });
});
