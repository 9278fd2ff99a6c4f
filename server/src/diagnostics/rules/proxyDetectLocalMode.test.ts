import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { proxyDetectLocalMode as rule } from './proxyDetectLocalMode.ts';

const config = (fields: string): string =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${fields}`;

test('a bridge without its name', () => {
  checkRule(
    rule,
    config(`detectLocalMode: BridgeInterface
#<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: detectLocalMode BridgeInterface needs detectLocal.bridgeInterface
detectLocal:
  interfaceNamePrefix: cali
`),
  );
});

test.each([
  'detectLocalMode: ""\n',
  'detectLocalMode: ClusterCIDR\n',
  'detectLocalMode: NodeCIDR\n',
  'detectLocalMode: BridgeInterface\ndetectLocal: { bridgeInterface: cbr0 }\n',
])('fine: %j', (fields) => {
  checkRule(rule, config(fields));
});

test('the fix takes the nearest', () => {
  checkFix(rule, config('detectLocalMode: clusterCidr\n'), config('detectLocalMode: ClusterCIDR\n'));
});
