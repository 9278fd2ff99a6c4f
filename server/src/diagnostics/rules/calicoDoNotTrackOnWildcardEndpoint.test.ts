import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoDoNotTrackOnWildcardEndpoint as rule } from './calicoDoNotTrackOnWildcardEndpoint.ts';

const policy = (mark = ''): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  doNotTrack: true
${mark}  applyOnForward: true
  selector: has(host)
`;

const endpoint = (name: string, device: string): string => `---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata:
  name: ${name}
  labels:
    host: ${name}
spec:
  node: ${name}
  interfaceName: ${device}
`;

test('the host endpoints are named', () => {
  checkRule(
    rule,
    `${policy('# ^^^^^^^^^^^^^^^^ warning: doNotTrack has no effect on a and b: interfaceName is *\n')}${endpoint('a', '"*"')}${endpoint('b', '"*"')}${endpoint('c', 'eth0')}`,
  );
});

test('one interface is fine', () => {
  checkRule(rule, `${policy()}${endpoint('c', 'eth0')}`);
});
