import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerAsMismatch as rule } from './bgpPeerAsMismatch.ts';

const peer = (asNumber: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: a\nspec:\n  peerIP: 10.0.1.20\n  asNumber: ${asNumber}\n${mark}`;

const node = (annotations = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: control1\n  annotations: ${annotations}\nstatus: { addresses: [{ type: InternalIP, address: 10.0.1.20 }] }\n`;

const configuration =
  '---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { asNumber: 65010 }\n';

const profile = (bgp: string): string =>
  `---\napiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: a }\nspec:\n  externalHosts:\n  - { name: bastion, interfaces: [{ name: eth0, addresses: [10.0.1.20/24] }]${bgp} }\n`;

test('a node, by the cluster and by itself', () => {
  checkRule(
    rule,
    `${peer('64513', '# ^^^^^^^^^^^^^^^ 💡 error: node control1 is AS 64512, not 64513\n')}${node()}`,
  );
  checkRule(
    rule,
    `${peer('64512', '# ^^^^^^^^^^^^^^^ 💡 error: node control1 is AS 65010, not 64512\n')}${node()}${configuration}`,
  );
  checkRule(
    rule,
    `${peer('65010', '# ^^^^^^^^^^^^^^^ 💡 error: node control1 is AS 65002, not 65010\n')}${node('{ projectcalico.org/ASNumber: "65002" }')}${configuration}`,
  );
});

test('a host of the profile', () => {
  checkRule(
    rule,
    `${peer('64512', '# ^^^^^^^^^^^^^^^ 💡 error: bastion is AS 65001, not 64512\n')}${profile(', bgp: { asNumber: 65001 }')}`,
  );
  checkRule(rule, `${peer('64513')}${profile(', bgp: {}')}`);
  checkRule(rule, `${peer('64513')}${profile('')}`);
});

test('the fix takes over the number', () => {
  checkFix(rule, `${peer('"64513"')}${node()}`, `${peer('"64512"')}${node()}`);
});

test.each([
  ['the same', `${peer('64512')}${node()}`],
  ['nobody has the address', peer('64513')],
  ['a simulated node', peer('64513').replace('10.0.1.20', '10.0.1.30')],
  ['no number', `${peer('lots')}${node()}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
