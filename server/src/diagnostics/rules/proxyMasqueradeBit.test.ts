import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { proxyMasqueradeBit as rule } from './proxyMasqueradeBit.ts';

test('both sections', () => {
  checkRule(
    rule,
    `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
iptables:
  masqueradeBit: -1
#                ^^ error: masqueradeBit -1 is not between 0 and 31
nftables:
  masqueradeBit: 32
#                ^^ error: masqueradeBit 32 is not between 0 and 31
`,
  );
});

test.each([0, 14, 31])('%i is fine', (bit) => {
  checkRule(
    rule,
    `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\niptables: { masqueradeBit: ${bit} }\n`,
  );
});
