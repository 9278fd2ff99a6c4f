import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpPeerAddress as rule } from './bgpPeerAddress.ts';

const peer = (address: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  peerIP: ${address}\n`;

test.each([
  ['10.0.1', ''],
  ['10.0.1.10:99999', ''],
  ['10.0.1.10:0', ''],
  ['bastion.example.org', ''],
  ['10.0.1.10/24', '💡 '],
])('%s is none', (address, bulb) => {
  checkRule(
    rule,
    `${peer(address)}#         ${'^'.repeat(address.length)} ${bulb}error: Not the address of a peer: ${address}\n`,
  );
});

test.each([
  ['10.0.1.10/24', '10.0.1.10'],
  ['"[fd00::1]"', '"fd00::1"'],
  ['" 10.0.1.10 "', '"10.0.1.10"'],
])('%s becomes %s', (before, after) => {
  checkFix(rule, peer(before), peer(after));
});

test.each(['10.0.1.10', '10.0.1.10:1790', 'fd00::1', '"[fd00::1]:1790"', '""', ''])(
  '%s is fine',
  (address) => {
    checkRule(rule, peer(address));
  },
);
