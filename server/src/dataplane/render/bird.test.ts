import { expect, test } from 'vitest';
import { calico, nodeLabels, peer, pods, pool, profile, three, tor } from '../../../../test/kit/bgpLab.ts';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { nodeNamed } from '../../cluster/build.ts';
import { birdConfiguration } from '../routing/bird.ts';
import { renderBird, type BirdFiles } from './bird.ts';
import { birdSymbol } from './birdSymbol.ts';
import { toText } from './rendered.ts';

function filesOf(cluster: Cluster): BirdFiles {
  const node = nodeNamed(cluster, 'n1');
  const bird = node === undefined ? undefined : birdConfiguration(cluster, node, 4);
  if (bird === undefined) throw new Error('no n1');
  return renderBird(bird);
}

const lines = (text: string, wanted: string): readonly string[] =>
  text.split('\n').filter((line) => line.includes(wanted));

test('before v3.32 there are no metrics, and BIRD writes IPIP routes', () => {
  const { main, aggregation, ipam } = filesOf(
    clusterFrom(profile(three, tor(64512)), pool(', ipipMode: CrossSubnet'), pods, peer(64512)),
  );
  expect(toText(main)).not.toContain('krt_metric');
  expect(lines(toText(main), 'import all')).toHaveLength(4);
  expect(lines(toText(ipam), '10.244.0.0/16')).toEqual([
    '  if (net ~ 10.244.0.0/16) then { accept; }',
    '  if (net ~ 10.244.0.0/16) then { if (defined(bgp_next_hop)&&(bgp_next_hop ~ 10.0.1.0/24)) then krt_tunnel=""; else krt_tunnel="tunl0"; accept; }',
  ]);
  expect(toText(aggregation)).toBe(`\
template static static_template {
   route 10.244.1.0/26 blackhole;
}

protocol static from static_template {
}

function calico_aggr ()
{
      if ( net = 10.244.1.0/26 ) then { accept; }
      if ( net ~ 10.244.1.0/26 ) then { reject; }
}
`);
});

test('a session with everything', () => {
  const { main } = filesOf(
    clusterFrom(
      profile(three, tor(65000)),
      pool(),
      pods,
      nodeLabels('n1', '{}', '{ projectcalico.org/RouteReflectorClusterID: 244.0.0.1 }'),
      calico(
        'BGPPeer',
        'tor',
        `{ peerIP: "10.0.1.10:1790", asNumber: 64512, ttlSecurity: 2, keepaliveTime: 20s, maxRestartTime: 1m30s,
           nextHopMode: Self, numAllowedLocalASNumbers: 2, password: { secretKeyRef: { name: bgp, key: tor } } }`,
      ),
    ),
  );
  const text = toText(main);
  expect(text.slice(text.indexOf('protocol bgp'))).toBe(`\
protocol bgp Global_10_0_1_10_port_1790 from bgp_template {
  neighbor 10.0.1.10 port 1790 as 64512;
  source address 10.0.1.1;
  ttl security on;
  multihop 2;
  import all;
  export filter {
    calico_export_to_bgp_peers(true);
    reject;
  };
  next hop self;
  # password: key and name of the Secret bgp/tor
  graceful restart time 90;
  keepalive time 20;
  rr client;
  rr cluster id 244.0.0.1;
  allow local as 2;
}
`);
  expect(main.find(({ text: line }) => line.includes('neighbor'))?.because?.[0]).toMatchObject({
    kind: 'manifest',
    note: 'BGPPeer tor',
  });
});

test('a name too long for BIRD is cut and hashed', () => {
  expect(birdSymbol('should-not-be-truncated')).toBe('should-not-be-truncated');
  const cut = birdSymbol('very-long-name-that-should-be-truncated-because-it-is-too-long');
  expect(cut).toMatch(/^very-long-name-that-should-b_[0-9A-F]{16}$/);
});
