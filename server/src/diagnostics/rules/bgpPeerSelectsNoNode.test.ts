import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerSelectsNoNode as rule } from './bgpPeerSelectsNoNode.ts';

const peer = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n${spec}`;

const node = (name: string, labels = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  labels: ${labels}\n`;

const nodes = `${node('worker1', '{ rack: "1" }')}${node('worker2')}`;

test('selectors and a name that mean nobody', () => {
  checkRule(
    rule,
    `${peer(`  nodeSelector: rack == "2"
#               ^^^^^^^^^^^ warning: nodeSelector selects no node: no node has this peer
  peerSelector: has(route-reflector)
#               ^^^^^^^^^^^^^^^^^^^^ warning: peerSelector selects no node: nobody is the peer
`)}${nodes}`,
  );
  checkRule(
    rule,
    `${peer(`  node: wroker1
#       ^^^^^^^ 💡 warning: No node is named wroker1; there are worker1 and worker2
  peerIP: 10.0.1.1
`)}${nodes}`,
  );
});

test('the fix names the nearest', () => {
  checkFix(rule, `${peer('  node: wroker1\n')}${nodes}`, `${peer('  node: worker1\n')}${nodes}`);
});

test.each([
  ['some node', `${peer('  nodeSelector: rack == "1"\n  peerSelector: "!has(rack)"\n')}${nodes}`],
  ['no node is known', peer('  nodeSelector: rack == "2"\n')],
  ['labels of kubelet', `${peer('  nodeSelector: kubernetes.io/os == "linux"\n')}${nodes}`],
  ['labels of the cloud', `${peer('  nodeSelector: topology.kubernetes.io/zone == "a"\n')}${nodes}`],
  ['no selector', `${peer('  nodeSelector: rack = 2\n')}${nodes}`],
  ['begun', `${peer('  nodeSelector:\n  node: ""\n')}${nodes}`],
  [
    'a node without an object of its own',
    `${peer('  nodeSelector: rack == "2"\n')}${nodes}---
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: a }
spec: { nodes: [{ name: worker3, interfaces: [{ name: eth0, addresses: [10.0.1.32/24] }] }] }
`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
