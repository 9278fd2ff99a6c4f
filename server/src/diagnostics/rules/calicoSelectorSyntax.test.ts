import { expect, test } from 'vitest';
import { checkFix, checkRule, findingsOf } from '../../../../test/kit/check.ts';
import { calicoSelectorSyntax } from './calicoSelectorSyntax.ts';

const policy = (selector: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  selector: ${selector}
`;

test.each(['app == "web"', 'all()', '"!has(x)"', "app in {'a', 'b'} && !has(x)", '', '|\n    has(x)'])(
  '%s is fine',
  (selector) => {
    checkRule(calicoSelectorSyntax, policy(selector));
  },
);

test('the place is that of the mistake, behind quotes too', () => {
  checkRule(
    calicoSelectorSyntax,
    `${policy('app = "web"')}#               ^ 💡 error: Not a selector: expected ==\n`,
  );
  checkRule(
    calicoSelectorSyntax,
    `${policy('\'app = "web"\'')}#                ^ 💡 error: Not a selector: expected ==\n`,
  );
});

test('a newline in the middle', () => {
  expect(findingsOf(calicoSelectorSyntax, policy('|\n    has(a) &&\n    has(b)'))).toEqual([
    'error: Not a selector: expected identifier',
  ]);
});

test('rules, peers and pools have selectors too', () => {
  checkRule(
    calicoSelectorSyntax,
    `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: p }
spec:
  ingress:
  - action: Allow
    source:
      namespaceSelector: has(team
#                        ^^^^^^^^ error: Not a selector: no closing ')' after has(
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: { name: a }
spec:
  peerSelector: rack == 1
#                       ^ 💡 error: Not a selector: expected string
`,
  );
});

test.each([
  ['app = "web"', 'app == "web"'],
  ['app == web', "app == 'web'"],
  ['has(a) & has(b)', 'has(a) && has(b)'],
  ['app == “web”', 'app == "web"'],
  ["'app == web'", '\'app == "web"\''],
])('%s becomes %s', (written, meant) => {
  checkFix(calicoSelectorSyntax, policy(written), policy(meant));
});
