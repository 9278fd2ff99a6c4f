import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoRequestedAddress as rule } from './calicoRequestedAddress.ts';

const pod = (addresses: string, mark = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\n  annotations:\n    cni.projectcalico.org/ipAddrs: '${addresses}'\n${mark}spec: {}\n`;

const pool = (name: string, cidr: string, more = ''): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: ${cidr}\n${more}`;

const pools = `${pool('usual', '10.48.0.0/16')}${pool('old', '10.50.0.0/16', '  disabled: true\n')}`;

test('outside every pool, and in one that is disabled', () => {
  checkRule(
    rule,
    `${pod(
      '["10.51.0.7"]',
      '#                                     ^^^^^^^^^ error: The provided IP address is not in a configured pool: 10.51.0.7\n',
    )}${pools}`,
  );
  checkRule(
    rule,
    `${pod(
      '["10.50.0.7"]',
      '#                                     ^^^^^^^^^ error: The provided IP address is not in a configured pool: 10.50.0.7\n',
    )}${pools}`,
  );
});

const workload = (kind: string, replicas: string, mark = ''): string => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: nginx }
spec:
${replicas}  template:
    metadata:
      annotations:
        cni.projectcalico.org/ipAddrs: '["10.48.0.7"]'
${mark}      labels: { app: nginx }
    spec: {}
`;

test('one address for several pods', () => {
  checkRule(
    rule,
    workload(
      'Deployment',
      '  replicas: 3\n',
      '#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: Deployment nginx asks for the same address for each of its 3 pods\n',
    ),
  );
  checkRule(
    rule,
    workload(
      'DaemonSet',
      '',
      '#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: DaemonSet nginx asks for the same address for its pod on every node\n',
    ),
  );
  checkRule(rule, workload('Deployment', ''));
});

test('two pods ask for one address', () => {
  checkRule(
    rule,
    `${pod(
      '["10.48.0.7"]',
      '#                                     ^^^^^^^^^ error: Pod default/other asks for 10.48.0.7 too\n',
    )}---
${pod(
  '["10.48.0.7"]',
  '#                                     ^^^^^^^^^ error: Pod default/nginx asks for 10.48.0.7 too\n',
).replace('name: nginx', 'name: other')}${pools}`,
  );
  checkRule(
    rule,
    `${pod('["10.48.0.7"]')}---\n${pod('["10.48.0.7"]').replace('name: nginx', 'name: other')}status: { phase: Succeeded }\n${pools}`,
  );
});

test.each([
  ['in a pool', `${pod('["10.48.0.7"]')}${pools}`],
  ['no pool of the family', `${pod('["fd00::7"]')}${pools}`],
  ['no pool at all', pod('["10.51.0.7"]')],
  ['no address', `${pod('["10.51.0.700"]')}${pools}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
