import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpEbgpWithMesh as rule } from './bgpEbgpWithMesh.ts';

const mesh = (spec: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: ${spec}\n`;

const peer = (spec: string, name = 'rack'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: ${name}\nspec:\n  peerIP: 10.0.1.1\n${spec}`;

const node = (name: string, annotations = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  annotations: ${annotations}\n`;

const nodes = `${node('n1')}${node('n2')}`;

const filter = (rule: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: { name: own }\nspec: { exportV4: [${rule}] }\n`;

const ebgp = '  asNumber: 65001\n';

test('a global peer of another AS', () => {
  checkRule(
    rule,
    `${peer(`${ebgp}# ^^^^^^^^^^^^^^^ warning: Every node passes the other nodes' blocks on to AS 65001\n`)}${nodes}`,
  );
  checkRule(
    rule,
    peer(`${ebgp}# ^^^^^^^^^^^^^^^ info: Every node passes the other nodes' blocks on to AS 65001\n`),
  );
});

test('one router, a BGPPeer for each node', () => {
  checkRule(
    rule,
    `${peer(
      `${ebgp}# ^^^^^^^^^^^^^^^ warning: n1 and n2 pass the other nodes' blocks on to AS 65001\n  node: n1\n`,
      'a',
    )}${peer(
      `${ebgp}# ^^^^^^^^^^^^^^^ warning: n1 and n2 pass the other nodes' blocks on to AS 65001\n  node: n2\n`,
      'b',
    )}${nodes}`,
  );
});

test('another AS than that of the cluster', () => {
  checkRule(
    rule,
    `${peer("  asNumber: 64512\n# ^^^^^^^^^^^^^^^ warning: Every node passes the other nodes' blocks on to AS 64512\n")}${mesh('{ asNumber: 65010 }')}${nodes}`,
  );
});

test.each([
  ['iBGP', `${peer('  asNumber: 64512\n')}${nodes}`],
  ['the mesh is off', `${peer(ebgp)}${mesh('{ nodeToNodeMeshEnabled: false }')}${nodes}`],
  ['one node only', `${peer(`${ebgp}  node: n1\n`)}${nodes}`],
  ['the next hop is kept', `${peer(`${ebgp}  nextHopMode: Keep\n`)}${nodes}`],
  [
    'the next hop is kept, as it was written before',
    `${peer(`${ebgp}  keepOriginalNextHop: true\n`)}${nodes}`,
  ],
  [
    'a filter',
    `${peer(`${ebgp}  filters: [own]\n`)}${filter('{ action: Reject, source: RemotePeers }')}${nodes}`,
  ],
  ['a filter that is not here', `${peer(`${ebgp}  filters: [elsewhere]\n`)}${nodes}`],
  [
    'an AS number per node',
    `${peer(ebgp)}${node('n1', '{ projectcalico.org/ASNumber: "65001" }')}${node('n2', '{ projectcalico.org/ASNumber: "65001" }')}`,
  ],
  ['no AS number', `${peer('  node: n1\n')}${nodes}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});

test('a filter that only accepts does not help', () => {
  checkRule(
    rule,
    `${peer(
      `${ebgp}# ^^^^^^^^^^^^^^^ warning: Every node passes the other nodes' blocks on to AS 65001\n  filters: [own]\n`,
    )}${filter('{ action: Accept, source: RemotePeers }')}${nodes}`,
  );
});
