import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpReflectorWithoutClusterId as rule } from './bgpReflectorWithoutClusterId.ts';

const mesh = (on: boolean): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { nodeToNodeMeshEnabled: ${String(on)} }\n`;

const peer = (spec: string, name = 'clients'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

const node = (name: string, labels = '{}', annotations = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  labels: ${labels}\n  annotations: ${annotations}\n`;

const reflector = (name: string, id?: string): string =>
  node(
    name,
    '{ rr: "true" }',
    id === undefined ? '{}' : `{ projectcalico.org/RouteReflectorClusterID: ${id} }`,
  );

const workers = `${node('w1')}${node('w2')}`;

test('none of them has one', () => {
  checkRule(
    rule,
    `${mesh(false)}${peer(`  peerSelector: has(rr)
#               ^^^^^^^ warning: peerSelector selects c1 and c2, and they have no routeReflectorClusterID
`)}${reflector('c1')}${reflector('c2')}${workers}`,
  );
});

test('one of them has none', () => {
  checkRule(
    rule,
    `${mesh(false)}${peer(`  peerSelector: has(rr)
#               ^^^^^^^ info: peerSelector selects c2 too, without a routeReflectorClusterID
`)}${reflector('c1', '244.0.0.1')}${reflector('c2')}${workers}`,
  );
});

test('a router in common, and a client alone', () => {
  const marked = `  peerSelector: has(rr)
#               ^^^^^^^ info: peerSelector selects c1, and it has no routeReflectorClusterID
`;
  checkRule(
    rule,
    `${mesh(false)}${peer(marked)}${peer('  peerIP: 10.0.1.1\n  asNumber: 65001\n', 'tor')}${reflector('c1')}${workers}`,
  );
  checkRule(rule, `${mesh(false)}${peer(marked)}${reflector('c1')}${node('w1')}`);
});

test('the mesh carries the routes', () => {
  checkRule(
    rule,
    `${mesh(true)}${peer(`  peerSelector: has(rr)
#               ^^^^^^^ info: peerSelector selects c1, and it has no routeReflectorClusterID
`)}${reflector('c1')}${workers}`,
  );
});

test.each([
  ['an id', `${mesh(false)}${peer('  peerSelector: has(rr)\n')}${reflector('c1', '244.0.0.1')}${workers}`],
  [
    "the id is on Calico's node",
    `${mesh(false)}${peer('  peerSelector: has(rr)\n')}${reflector('c1')}${workers}---\napiVersion: projectcalico.org/v3\nkind: Node\nmetadata: { name: c1 }\nspec: { bgp: { routeReflectorClusterID: 244.0.0.1 } }\n`,
  ],
  ['a mesh of peers', `${mesh(false)}${peer('  peerSelector: all()\n')}${workers}`],
  ['simulated nodes', `${mesh(false)}${peer('  peerSelector: has(rr)\n')}`],
  ['nobody is selected', `${mesh(false)}${peer('  peerSelector: has(rr)\n')}${workers}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
