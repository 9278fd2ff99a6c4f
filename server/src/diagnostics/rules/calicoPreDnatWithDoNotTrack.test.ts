import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPreDnatWithDoNotTrack as rule } from './calicoPreDnatWithDoNotTrack.ts';

const policy = (spec: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  applyOnForward: true
${spec}`;

test('not both', () => {
  checkRule(
    rule,
    policy(`  doNotTrack: true
# ^^^^^^^^^^^^^^^^ error: doNotTrack and preDNAT in one policy
  preDNAT: true
`),
  );
});

test('one that is false is not there', () => {
  checkRule(rule, policy('  doNotTrack: false\n  preDNAT: true\n'));
});
