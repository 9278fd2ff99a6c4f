import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerFields as rule } from './bgpPeerFields.ts';

const peer = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n${spec}`;

test('what excludes one another', () => {
  checkRule(
    rule,
    peer(`  node: worker1
  nodeSelector: has(rack)
# ^^^^^^^^^^^^^^^^^^^^^^^ error: node and nodeSelector cannot both be set
  peerIP: 10.0.1.1
  peerSelector: has(rr)
# ^^^^^^^^^^^^^^^^^^^^^ error: peerIP and peerSelector cannot both be set
  asNumber: 64512
# ^^^^^^^^^^^^^^^ 💡 error: asNumber must be empty when peerSelector is set
  nextHopMode: Keep
  keepOriginalNextHop: true
# ^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: keepOriginalNextHop and nextHopMode cannot both be set; keepOriginalNextHop is deprecated, use nextHopMode instead
`),
  );
});

test('pods as peers need their AS number, and neither address nor nodes', () => {
  checkRule(
    rule,
    peer(`  localWorkloadSelector: app == "router"
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: asNumber is required when localWorkloadSelector is set
`),
  );
  checkRule(
    rule,
    peer(`  localWorkloadSelector: app == "router"
  asNumber: 65401
  peerIP: 10.0.1.1
# ^^^^^^^^^^^^^^^^ error: peerIP must be empty when localWorkloadSelector is set
`),
  );
  checkRule(
    rule,
    peer(`  localWorkloadSelector: app == "router"
  peerSelector: has(rr)
# ^^^^^^^^^^^^^^^^^^^^^ error: peerSelector must be empty when localWorkloadSelector is set
  asNumber: lots
`),
  );
});

test('the gateway to a peer', () => {
  checkRule(
    rule,
    peer(`  peerSelector: has(rr)
  reachableBy: 10.0.1.254
# ^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: reachableBy must be empty when peerIP is empty
`),
  );
  checkRule(
    rule,
    peer(`  peerIP: "[fd00::1]:1790"
  asNumber: 64512
  reachableBy: 10.0.1.254
# ^^^^^^^^^^^^^^^^^^^^^^^ error: ReachableBy and PeerIP address family mismatched
`),
  );
});

test('the fix takes the idle field away', () => {
  checkFix(
    rule,
    peer('  peerSelector: has(rr)\n  asNumber: 64512\n  nodeSelector: all()\n'),
    peer('  peerSelector: has(rr)\n  nodeSelector: all()\n'),
  );
});

test.each([
  '  nodeSelector: has(rack)\n  peerIP: 10.0.1.1\n  asNumber: 64512\n  reachableBy: 10.0.1.254\n',
  '  peerSelector: has(rr)\n',
  '  node: ""\n  nodeSelector: has(rack)\n  peerSelector: has(rr)\n',
  '  peerIP: 10.0.1.1\n  asNumber: 1\n  nextHopMode: Keep\n  keepOriginalNextHop: false\n',
  '  peerIP: 10.0.\n  asNumber: 1\n  reachableBy: fd00::1\n',
])('fine: %j', (spec) => {
  checkRule(rule, peer(spec));
});
