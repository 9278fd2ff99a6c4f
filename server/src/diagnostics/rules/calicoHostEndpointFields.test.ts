import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoHostEndpointFields as rule } from './calicoHostEndpointFields.ts';

const endpoint = (spec: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: HostEndpoint\nmetadata:\n  name: w1\n${mark}spec:\n${spec}`;

test('no node', () => {
  checkRule(rule, endpoint('  interfaceName: eth0\n', '#       ^^ error: This HostEndpoint names no node\n'));
});

test('neither a name nor an address', () => {
  checkRule(
    rule,
    endpoint(
      '  node: w1\n',
      '#       ^^ error: This HostEndpoint has neither interfaceName nor expectedIPs\n',
    ),
  );
});

test('no name of an interface', () => {
  checkRule(
    rule,
    endpoint(`  node: w1
  interfaceName: a-name-that-is-too-long
#                ^^^^^^^^^^^^^^^^^^^^^^^ error: Not the name of an interface: a-name-that-is-too-long
`),
  );
});

test.each([
  '  node: w1\n  interfaceName: eth0.100\n',
  '  node: w1\n  interfaceName: "*"\n',
  '  node: w1\n  expectedIPs: [10.0.1.30]\n',
])('fine: %j', (spec) => {
  checkRule(rule, endpoint(spec));
});
