import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerWithoutAsNumber as rule } from './bgpPeerWithoutAsNumber.ts';

const peer = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n${spec}`;

test('a router without its AS number', () => {
  checkRule(
    rule,
    peer(`  peerIP: 10.0.1.1
# ^^^^^^^^^^^^^^^^ error: The peer 10.0.1.1 has no asNumber
`),
  );
});

test.each([
  '  peerIP: 10.0.1.1\n  asNumber: 64512\n',
  '  peerSelector: has(rr)\n',
  '  peerIP: 10.0.1.1\n  asNumber: lots\n',
])('nothing to say: %j', (spec) => {
  checkRule(rule, peer(spec));
});

test('the number of a node that has the address', () => {
  const node =
    '---\napiVersion: v1\nkind: Node\nmetadata: { name: control1 }\nstatus: { addresses: [{ type: InternalIP, address: 10.0.1.1 }] }\n';
  checkFix(
    rule,
    `${peer('  peerIP: 10.0.1.1\n')}${node}`,
    `${peer('  asNumber: 64512\n  peerIP: 10.0.1.1\n')}${node}`,
  );
});
