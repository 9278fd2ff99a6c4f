import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoDoNotTrackOneDirection as rule } from './calicoDoNotTrackOneDirection.ts';

const policy = (name: string, rules: string, mark = ''): string => `---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: ${name}
spec:
  doNotTrack: true
${mark}  applyOnForward: true
  selector: has(host)
${rules}`;

const ingress = '  ingress:\n  - action: Allow\n';
const egress = '  egress:\n  - action: Allow\n';

test('in only', () => {
  checkRule(
    rule,
    policy(
      'p',
      ingress,
      '# ^^^^^^^^^^^^^^^^ warning: doNotTrack allows ingress but no egress: replies are dropped\n',
    ),
  );
});

test('out only', () => {
  checkRule(
    rule,
    policy(
      'p',
      egress,
      '# ^^^^^^^^^^^^^^^^ warning: doNotTrack allows egress but no ingress: replies are dropped\n',
    ),
  );
});

test.each([
  ['both in one', policy('p', `${ingress}${egress}`)],
  ['both in two', `${policy('a', ingress)}${policy('b', egress)}`],
  ['deny only needs no replies', policy('p', '  ingress:\n  - action: Deny\n')],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});
