import { describe, test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPreDnatWithoutDeny as rule } from './calicoPreDnatWithoutDeny.ts';

const policy = (name: string, selector: string, actions: readonly string[], mark = ''): string => `---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: ${name}
spec:
  preDNAT: true
${mark}  applyOnForward: true
  selector: ${selector}
  ingress:
${actions.map((action) => `  - action: ${action}\n`).join('')}`;

const endpoint = (name: string): string => `---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata:
  name: ${name}
  labels:
    host: ${name}
spec:
  node: ${name}
`;

const mark = '# ^^^^^^^^^^^^^ warning: This preDNAT policy only allows, so it closes nothing\n';

test('a deny for another host does not help', () => {
  checkRule(
    rule,
    `${policy('allow', 'host == "a"', ['Allow'], mark)}${policy('deny', 'host == "b"', ['Deny'])}${endpoint('a')}${endpoint('b')}`,
  );
});

test('a deny in a policy that is not preDNAT does not help', () => {
  const deny = policy('deny', 'all()', ['Deny']).replace('preDNAT: true', 'preDNAT: false');
  checkRule(rule, `${policy('allow', 'all()', ['Allow', 'Log'], mark)}${deny}`);
});

describe('closed', () => {
  test.each([
    ['by a rule of its own', policy('allow', 'all()', ['Allow', 'Deny'])],
    [
      'by another policy on the same host',
      `${policy('allow', 'host == "a"', ['Allow'])}${policy('deny', 'has(host)', ['Deny'])}${endpoint('a')}`,
    ],
    [
      'by another policy, as far as hosts nobody wrote down go',
      `${policy('allow', 'host == "a"', ['Allow'])}${policy('deny', 'has(host)', ['Deny'])}`,
    ],
    ['there is nothing to close', policy('deny', 'all()', ['Deny'])],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});
