import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerFields as rule } from './bgpPeerFields.ts';

const peer = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n${spec}`;

test('what excludes one another', () => {
  checkRule(
    rule,
    peer(`  node: worker1
  nodeSelector: has(rack)
# ^^^^^^^^^^^^^^^^^^^^^^^ error: nodeSelector beside node
  peerIP: 10.0.1.1
  peerSelector: has(rr)
# ^^^^^^^^^^^^^^^^^^^^^ error: peerSelector beside peerIP
  asNumber: 64512
# ^^^^^^^^^^^^^^^ error: asNumber beside peerSelector
`),
  );
});

test('pods as peers need their AS number', () => {
  checkRule(
    rule,
    peer(`  localWorkloadSelector: app == "router"
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: localWorkloadSelector needs asNumber
`),
  );
});

test.each([
  '  nodeSelector: has(rack)\n  peerIP: 10.0.1.1\n  asNumber: 64512\n',
  '  peerSelector: has(rr)\n',
  '  node: ""\n  nodeSelector: has(rack)\n  peerSelector: has(rr)\n',
])('fine: %j', (spec) => {
  checkRule(rule, peer(spec));
});
