import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoPreDnatNeedsApplyOnForward as rule } from './calicoPreDnatNeedsApplyOnForward.ts';

const policy = (spec: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
${spec}`;

test('preDNAT alone is an error', () => {
  checkRule(
    rule,
    policy(`  preDNAT: true
# ^^^^^^^^^^^^^ 💡 error: preDNAT needs applyOnForward: true
`),
  );
});

test.each(['  preDNAT: false\n', '  applyOnForward: true\n  preDNAT: true\n'])('fine: %j', (spec) => {
  checkRule(rule, policy(spec));
});

test('the fix adds the field above', () => {
  checkFix(rule, policy('  preDNAT: true\n'), policy('  applyOnForward: true\n  preDNAT: true\n'));
});

test('the fix changes the field', () => {
  checkFix(
    rule,
    policy('  preDNAT: true\n  applyOnForward: false\n'),
    policy('  preDNAT: true\n  applyOnForward: true\n'),
  );
});

test('the fix keeps to braces', () => {
  const flow = (spec: string): string =>
    `{ apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: { name: p }, spec: { ${spec} } }\n`;
  checkFix(rule, flow('preDNAT: true'), flow('applyOnForward: true, preDNAT: true'));
});
