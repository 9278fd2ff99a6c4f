import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerWithoutAddress as rule } from './bgpPeerWithoutAddress.ts';

const peer = (spec: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\n${mark}spec:\n${spec}`;

test('nobody to peer with', () => {
  checkRule(
    rule,
    peer(
      '  nodeSelector: has(rack)\n',
      '#       ^^^ warning: This BGPPeer names no peer: peerIP or peerSelector is missing\n',
    ),
  );
});

test.each([
  '  peerIP: 10.0.1.1\n',
  '  peerSelector: has(rr)\n',
  '  localWorkloadSelector: has(router)\n',
  '  peerSelector: !has(rr)\n',
])('nothing to say: %j', (spec) => {
  checkRule(rule, peer(spec));
});
