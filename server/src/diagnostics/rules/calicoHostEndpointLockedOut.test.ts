import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoHostEndpointLockedOut as rule } from './calicoHostEndpointLockedOut.ts';

const endpoint = (mark = '', spec = ''): string => `apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata:
  name: worker1
${mark}  labels:
    host: worker1
spec:
  node: worker1
  interfaceName: eth0
${spec}`;

const policy = (spec: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata:\n  name: p\nspec:\n  selector: has(host)\n${spec}`;

test('nothing governs it', () => {
  checkRule(
    rule,
    endpoint(
      '#       ^^^^^^^ warning: No profile and no policy: this HostEndpoint drops everything but failsafe ports\n',
    ),
  );
});

test('policy before DNAT does not govern it', () => {
  checkRule(
    rule,
    `${endpoint(
      '#       ^^^^^^^ warning: No profile and no policy: this HostEndpoint drops everything but failsafe ports\n',
    )}${policy('  preDNAT: true\n  applyOnForward: true\n')}`,
  );
});

test('one direction only', () => {
  checkRule(
    rule,
    `${endpoint(
      '#       ^^^^^^^ info: No policy governs egress of this HostEndpoint, and it has no profile: it is dropped\n',
    )}${policy('  ingress:\n  - action: Allow\n')}`,
  );
});

test.each([
  ['a profile', endpoint('', '  profiles: [projectcalico-default-allow]\n')],
  ['both directions', `${endpoint()}${policy('  types: [Ingress, Egress]\n')}`],
  [
    'a selector that cannot be read may select it',
    `${endpoint()}${policy('  types: [Ingress, Egress]\n').replace('has(host)', 'has(host')}`,
  ],
])('fine with %s', (_name, text) => {
  checkRule(rule, text);
});
