import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpNodeWithoutSession as rule } from './bgpNodeWithoutSession.ts';

const configuration = (spec: string, name = 'default'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

const off = (words: string): string =>
  configuration(`  nodeToNodeMeshEnabled: false\n# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${words}\n`);

const silent = configuration('  nodeToNodeMeshEnabled: false\n');

const peer = (spec: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: tor }\nspec: ${spec}\n`;

const pool = (mode: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: { name: a }\nspec: { cidr: 10.48.0.0/16, ${mode} }\n`;

const node = (name: string, labels = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  labels: ${labels}\nstatus: { addresses: [{ type: InternalIP, address: 10.0.1.3${name.slice(-1)} }] }\n`;

const nodes = `${node('n1', '{ rack: "1" }')}${node('n2', '{ rr: "true" }')}${node('n3')}`;

test('no peer at all', () => {
  checkRule(rule, off('warning: The mesh is off and there is no BGPPeer: no node has a BGP session'));
  checkRule(
    rule,
    `${off('warning: The mesh is off and there is no BGPPeer: no node has a BGP session')}${pool('ipipMode: Always')}`,
  );
});

test('VXLAN, but Services are to be announced', () => {
  checkRule(
    rule,
    `${off('warning: The mesh is off and there is no BGPPeer: no node has a BGP session')}  serviceClusterIPs: [{ cidr: 10.49.0.0/16 }]\n${pool('vxlanMode: Always')}`,
  );
});

test('nodes that no peer is for', () => {
  checkRule(
    rule,
    `${off('warning: The mesh is off and no BGPPeer is for n2 and n3: no BGP session there')}${peer('{ nodeSelector: has(rack), peerIP: 10.0.1.1, asNumber: 65001 }')}${nodes}`,
  );
});

test('a reflector has its sessions from its clients, but none with itself', () => {
  checkRule(
    rule,
    `${off('warning: The mesh is off and no BGPPeer is for n3: no BGP session there')}${peer('{ nodeSelector: has(rack), peerSelector: has(rr) }')}${nodes}`,
  );
  checkRule(rule, `${silent}${peer('{ peerSelector: has(rr) }')}${nodes}`);
});

test.each([
  ['the mesh is on', configuration('  nodeToNodeMeshEnabled: true\n')],
  ['not the one that is read', configuration('  nodeToNodeMeshEnabled: false\n', 'other')],
  [
    'no BGP at all',
    `${silent}---\napiVersion: operator.tigera.io/v1\nkind: Installation\nmetadata: { name: default }\nspec: { calicoNetwork: { bgp: Disabled } }\n`,
  ],
  ['VXLAN and no Services', `${silent}${pool('vxlanMode: CrossSubnet')}`],
  ['a global peer', `${silent}${peer('{ peerIP: 10.0.1.1, asNumber: 65001 }')}${nodes}`],
  ['simulated nodes', `${silent}${peer('{ nodeSelector: has(rack), peerIP: 10.0.1.1, asNumber: 65001 }')}`],
  [
    'a selector that cannot be read',
    `${silent}${peer('{ nodeSelector: rack = 1, peerIP: 10.0.1.1, asNumber: 1 }')}${nodes}`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
