import { describe, expect, test } from 'vitest';
import {
  calico,
  machine,
  nodeLabels,
  peer,
  pods,
  pool,
  profile,
  services,
  three,
  tor,
} from '../../../../test/kit/bgpLab.ts';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import { refusedTo, type RefusedBy } from './refused.ts';
import type { Speaker } from './sessions.ts';

/** `10.244.1.0/26 from n1: export filter`, a line for each. */
function refused(text: string, at: string): readonly string[] {
  const cluster = clusterFrom(text);
  const node = bgpNodes(cluster).find(({ name }) => name === at);
  const host = cluster.externalHosts.find(({ name }) => name === at);
  const speaker: Speaker | undefined =
    node !== undefined ? { kind: 'node', node } : host === undefined ? undefined : { kind: 'external', host };
  if (speaker === undefined) throw new Error(`no speaker ${at}`);
  return refusedTo(cluster, speaker, 4).map(
    ({ prefix, session, by }) => `${prefix} from ${session.local.name}: ${shown(by)}`,
  );
}

function shown(by: RefusedBy): string {
  if (by.kind === 'pool') return `pool ${by.pool}`;
  if (by.kind === 'host') return `takes ${by.takes.join(', ')}`;
  return by.kind === 'loop' ? `loop ${by.asPath.join(' ')}` : by.kind;
}

const filter = (rules: string): string => calico('BGPFilter', 'f', `{ ${rules} }`);
const choosyTor = machine(
  'tor',
  '10.0.1.10/24',
  ', bgp: { asNumber: 64512, importPrefixes: [10.96.0.0/12] }',
);

describe('what does not reach a peer', () => {
  test.each([
    ['nothing is refused', profile(three, tor(65000)) + pods + pool() + services + peer(65000), 'tor', []],
    [
      'by the rule of an export filter',
      profile(three, tor(64512)) +
        pods +
        pool() +
        services +
        filter('exportV4: [{ action: Reject, matchOperator: In, cidr: 10.244.2.0/24 }]') +
        peer(64512, ', filters: [f]'),
      'tor',
      ['10.244.2.0/26 from n2: export filter'],
    ],
    [
      'by a pool that is not exported',
      profile(three, tor(65000)) + pods + pool(', disableBGPExport: true') + services + peer(65000),
      'tor',
      [
        '10.244.1.0/26 from n1: pool pool',
        '10.244.2.0/26 from n2: pool pool',
        '10.244.3.0/26 from n3: pool pool',
      ],
    ],
    [
      'by what the peer takes',
      profile(three, choosyTor) + pods + pool() + services + peer(64512),
      'tor',
      [
        '10.244.1.0/26 from n1: takes 10.96.0.0/12',
        '10.244.2.0/26 from n2: takes 10.96.0.0/12',
        '10.244.3.0/26 from n3: takes 10.96.0.0/12',
      ],
    ],
    [
      'by the import filter of a node',
      profile(three, tor(65000)) +
        pods +
        pool() +
        nodeLabels('n1', '{ a: b }') +
        calico('BGPConfiguration', 'default', '{ nodeToNodeMeshEnabled: false }') +
        filter('importV4: [{ action: Reject, matchOperator: In, cidr: 10.244.3.0/24 }]') +
        calico('BGPPeer', 'all', '{ nodeSelector: has(a), peerSelector: all(), filters: [f] }'),
      'n1',
      ['10.244.3.0/26 from n3: import filter'],
    ],
    [
      'by its own AS number in the path',
      profile(three, tor(65000)) +
        pods +
        pool() +
        calico('BGPConfiguration', 'default', '{ nodeToNodeMeshEnabled: false }') +
        nodeLabels('n1', '{ a: b }', '{ projectcalico.org/ASNumber: "65001" }') +
        nodeLabels('n2', '{ a: c }', '{ projectcalico.org/ASNumber: "65002" }') +
        nodeLabels('n3', '{ a: d }', '{ projectcalico.org/ASNumber: "65001" }') +
        calico('BGPPeer', 'middle', `{ nodeSelector: "a == 'c'", peerSelector: "a != 'c'" }`),
      'n1',
      ['10.244.3.0/26 from n2: loop 65002 65001'],
    ],
  ])('%s', (_, text, at, expected) => {
    expect(refused(text, at)).toEqual(expected);
  });
});
