import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpReflectorInMesh as rule } from './bgpReflectorInMesh.ts';

const mesh = (on: boolean): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { nodeToNodeMeshEnabled: ${String(on)} }\n`;

const peer =
  '---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: clients }\nspec: { peerSelector: has(rr) }\n';

const reflector = (mark = ''): string =>
  `apiVersion: v1\nkind: Node\nmetadata:\n  name: c1\n  labels: { rr: "true" }\n  annotations:\n    projectcalico.org/RouteReflectorClusterID: 244.0.0.1\n${mark}`;

const marked = (words: string): string =>
  reflector(`#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${words}\n`);

const worker = '---\napiVersion: v1\nkind: Node\nmetadata: { name: w1 }\n';

test('no session at all', () => {
  checkRule(
    rule,
    `${marked('warning: c1 keeps out of the mesh and no BGPPeer is for it: it has no BGP session')}${mesh(true)}${worker}`,
  );
  checkRule(
    rule,
    `---
apiVersion: projectcalico.org/v3
kind: Node
metadata: { name: c1 }
spec:
  bgp:
    routeReflectorClusterID: 244.0.0.1
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: c1 keeps out of the mesh and no BGPPeer is for it: it has no BGP session
${mesh(true)}${worker}`,
  );
});

test('a mesh beside the reflector, by default too', () => {
  checkRule(
    rule,
    `${marked('info: The mesh is on beside the route reflector c1')}${mesh(true)}${peer}${worker}`,
  );
  checkRule(rule, `${marked('info: The mesh is on beside the route reflector c1')}${peer}${worker}`);
});

test.each([
  ['the mesh is off', `${reflector()}${mesh(false)}${peer}${worker}`],
  ['nothing else is known', `${reflector()}${worker}`],
  ['no reflector', `${worker}${mesh(true)}${peer}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
