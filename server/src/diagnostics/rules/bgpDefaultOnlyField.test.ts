import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpDefaultOnlyField as rule } from './bgpDefaultOnlyField.ts';

const configuration = (name: string, spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

test('settings of the cluster on one node', () => {
  checkRule(
    rule,
    configuration(
      'node.worker1',
      `  listenPort: 1790
  asNumber: 64513
# ^^^^^^^^^^^^^^^ error: Cannot set ASNumber on a non default BGP Configuration.
  serviceClusterIPs:
  - cidr: 10.49.0.0/16
#   ^^^^^^^^^^^^^^^^^^ error: Cannot set ServiceClusterIPs on a non default BGP Configuration.
`,
    ),
  );
});

test('in their place', () => {
  checkRule(rule, configuration('default', '  asNumber: 64513\n'));
});
