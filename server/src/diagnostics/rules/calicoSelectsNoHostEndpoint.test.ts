import { describe, test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoSelectsNoHostEndpoint as rule } from './calicoSelectsNoHostEndpoint.ts';

const policy = (spec: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
${spec}`;

const endpoint = `---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata:
  name: worker1
  labels:
    role: worker
spec:
  node: worker1
`;

test('a namespaceSelector is for pods', () => {
  checkRule(
    rule,
    policy(`  preDNAT: true
# ^^^^^^^^^^^^^ warning: preDNAT on a policy that selects no host endpoint: namespaceSelector is for pods
  applyOnForward: true
  namespaceSelector: team == "bank"
`),
  );
});

test('so is a serviceAccountSelector', () => {
  checkRule(
    rule,
    policy(`  doNotTrack: true
# ^^^^^^^^^^^^^^^^ warning: doNotTrack on a policy that selects no host endpoint: serviceAccountSelector is for pods
  serviceAccountSelector: all()
`),
  );
});

test('applyOnForward alone only has no effect', () => {
  checkRule(
    rule,
    policy(`  applyOnForward: true
# ^^^^^^^^^^^^^^^^^^^^ info: applyOnForward on a policy that selects no host endpoint: namespaceSelector is for pods
  namespaceSelector: has(team)
`),
  );
});

test('none of the host endpoints of the workspace', () => {
  checkRule(
    rule,
    `${policy(`  preDNAT: true
# ^^^^^^^^^^^^^ warning: preDNAT on a policy that selects none of the 1 host endpoints here
  selector: role == "master"
`)}${endpoint}`,
  );
});

describe('nothing to say', () => {
  test.each([
    ['one is selected', `${policy('  preDNAT: true\n  selector: role == "worker"\n')}${endpoint}`],
    ['no host endpoint is known', policy('  preDNAT: true\n  selector: role == "master"\n')],
    ['a selector that cannot be read', `${policy('  preDNAT: true\n  selector: role =\n')}${endpoint}`],
    ['a namespaceSelector that hosts pass', policy('  preDNAT: true\n  namespaceSelector: team != "bank"\n')],
    [
      'a node that Calico can make a host endpoint of',
      `${policy('  preDNAT: true\n  selector: role == "master"\n')}${endpoint}---
apiVersion: v1
kind: Node
metadata:
  name: master
  labels:
    role: master
`,
    ],
    ['no flag', `${policy('  namespaceSelector: all()\n')}${endpoint}`],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});
