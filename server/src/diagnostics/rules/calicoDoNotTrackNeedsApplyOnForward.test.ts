import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoDoNotTrackNeedsApplyOnForward as rule } from './calicoDoNotTrackNeedsApplyOnForward.ts';

const policy = (spec: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
${spec}`;

test('doNotTrack alone is an error', () => {
  checkRule(
    rule,
    policy(`  doNotTrack: true
# ^^^^^^^^^^^^^^^^ 💡 error: doNotTrack needs applyOnForward: true
`),
  );
});

test('both set is fine', () => {
  checkRule(rule, policy('  applyOnForward: true\n  doNotTrack: true\n'));
});

test('the fix adds the field above', () => {
  checkFix(rule, policy('  doNotTrack: true\n'), policy('  applyOnForward: true\n  doNotTrack: true\n'));
});
