import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { proxyAddress as rule } from './proxyAddress.ts';

const config = (fields: string): string =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${fields}`;

test('each field', () => {
  checkRule(
    rule,
    config(`mode: ipvs
bindAddress: here
#            ^^^^ error: bindAddress is no address: here
clusterCIDR: 10.48.0.0/16,10.49.0.0/16
#            ^^^^^^^^^^^^^^^^^^^^^^^^^ error: clusterCIDR holds more than one range of one family
nodePortAddresses:
- 10.0.1.0/24
- primary
# ^^^^^^^ error: primary beside other nodePortAddresses
ipvs:
  excludeCIDRs:
  - 10.0.0.0/40
#   ^^^^^^^^^^^ error: ipvs.excludeCIDRs holds no range: 10.0.0.0/40
`),
  );
});

test('a range that cannot be read', () => {
  checkRule(
    rule,
    config(`clusterCIDR: 10.48.0.0
#            ^^^^^^^^^ error: clusterCIDR holds no range: 10.48.0.0
`),
  );
});

test.each([
  'clusterCIDR: ""\nbindAddress: "::"\n',
  'clusterCIDR: 10.48.0.0/16,fd00:48::/64\n',
  'nodePortAddresses: [primary]\n',
  'mode: iptables\nipvs: { excludeCIDRs: [nothing] }\n',
])('fine: %j', (fields) => {
  checkRule(rule, config(fields));
});

test('one address is a range of one', () => {
  checkFix(rule, config('nodePortAddresses: [10.0.1.30]\n'), config('nodePortAddresses: [10.0.1.30/32]\n'));
});
