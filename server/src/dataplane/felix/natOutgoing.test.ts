import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { renderIpsetSave } from '../render/ipset.ts';
import { renderTable } from '../render/iptablesSave.ts';
import { natOutgoing } from './natOutgoing.ts';
import { ruleHashes } from './ruleHash.ts';

// Hashes seen in dumps of running clusters.
test.each([
  ['INPUT', ['--jump cali-INPUT'], ['Cz_u1IQiXIMmKD4c']],
  ['POSTROUTING', ['--jump cali-POSTROUTING'], ['O3lYWMrLQYEMJtB5']],
  [
    'cali-pro-kns.alpha',
    ['--jump MARK --set-mark 0x10000/0x10000', '-m mark --mark 0x10000/0x10000 --jump RETURN'],
    ['_UCrjWldmFR3jSBk', 'R8F0l7IjPYOuy8nG'],
  ],
])('rule hashes of %s', (chain, rules, expected) => {
  expect(ruleHashes(chain, rules)).toEqual(expected);
});

const pool = (name: string, spec: string): string => `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: ${name} }
spec: ${spec}
`;
const version = (release: string): string => `
apiVersion: projectcalico.org/v3
kind: ClusterInformation
metadata: { name: default }
spec: { calicoVersion: ${release} }
`;

function text(cluster: Cluster): string {
  const [node] = cluster.nodes;
  const felix = node === undefined ? undefined : natOutgoing(cluster, node, 4);
  if (felix === undefined) return '';
  return [...renderTable(felix.nat), ...renderIpsetSave(felix.ipSets)].map((line) => line.text).join('\n');
}

const two = [pool('a', '{ cidr: 10.48.0.0/17, natOutgoing: true }'), pool('b', '{ cidr: 10.48.128.0/17 }')];

describe('nat POSTROUTING', () => {
  test('as Felix of v3.31 writes it', () => {
    expect(text(clusterFrom(...two, version('v3.31.0')))).toBe(`\
*nat
:cali-POSTROUTING - [0:0]
:cali-fip-snat - [0:0]
:cali-nat-outgoing - [0:0]
-A cali-POSTROUTING -m comment --comment "cali:Z-c7XtVd2Bq7s_hA" -j cali-fip-snat
-A cali-POSTROUTING -m comment --comment "cali:nYKhEzDlr11Jccal" -j cali-nat-outgoing
-A cali-nat-outgoing -m comment --comment "cali:W_qq_N2KSTWyCvrX" -m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40network-ip-pools dst -j MASQUERADE --random-fully
COMMIT
create cali40masq-ipam-pools hash:net family inet hashsize 1024 maxelem 1048576
add cali40masq-ipam-pools 10.48.0.0/17
create cali40network-ip-pools hash:net family inet hashsize 1024 maxelem 1048576
add cali40network-ip-pools 10.48.0.0/17
add cali40network-ip-pools 10.48.128.0/17`);
  });

  test('the set of all pools had another name before', () => {
    expect(text(clusterFrom(...two, version('v3.21.6')))).toContain(
      '-A cali-nat-outgoing -m comment --comment "cali:flqWnvo8yq4ULQLa" -m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40all-ipam-pools dst -j MASQUERADE --random-fully',
    );
  });

  test('an address that Felix is told to use', () => {
    const felix = `
apiVersion: projectcalico.org/v3
kind: FelixConfiguration
metadata: { name: default }
spec: { natOutgoingAddress: 192.0.2.1 }
`;
    expect(text(clusterFrom(...two, felix))).toContain('-j SNAT --to-source 192.0.2.1 --random-fully');
  });

  test.each([
    ['no pool has it', [pool('a', '{ cidr: 10.48.0.0/16 }')]],
    ['the network is another', ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cilium-config }\n']],
  ])('nothing where %s', (_title, manifests) => {
    expect(text(clusterFrom(...manifests))).toBe('');
  });
});
