import { forKind, type Rule } from '../rule.ts';
import { present } from '../selectors.ts';

/**
 * The masquerade bit is one of 32.
 *
 * kube-proxy marks packets that it will masquerade with one bit of the 32 of a packet's mark: bit 14, 0x4000, unless set.
 * It does not start with a number outside 0 to 31.
 *
 * @source kubernetes pkg/proxy/apis/config/validation/validation.go: validateKubeProxyIPTablesConfiguration, "must be within the range [0, 31]"
 * @cure Choose a bit that nobody else uses. Calico takes bits from 0xffff0000 unless told otherwise.
 * @bad
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   iptables:
 *     masqueradeBit: 32
 * @good
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   iptables:
 *     masqueradeBit: 14
 */
export const proxyMasqueradeBit: Rule = {
  id: 'proxy/masquerade-bit',
  severity: 'error',
  ...forKind(['KubeProxyConfiguration'], function* ({ iptables, nftables }) {
    for (const bit of present(iptables.masqueradeBit, nftables.masqueradeBit)) {
      if (bit.value >= 0 && bit.value <= 31) continue;
      yield {
        span: bit.span,
        message: `masqueradeBit ${String(bit.value)} is not between 0 and 31`,
        why: 'kube-proxy does not start with it: a mark has 32 bits.',
      };
    }
  }),
};
