import { atLeast, shownVersion } from '../../cluster/kubernetesVersion.ts';
import { isSimulated } from '../../origin/origin.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * The IPVS mode is deprecated since Kubernetes 1.35.
 *
 * It still works. nftables, finished since 1.33, is what kube-proxy is to use in its place.
 *
 * @source kubernetes CHANGELOG-1.35, deprecation of the ipvs mode of kube-proxy; KEP-5495
 * @cure Plan for `mode: nftables`; on kernels older than 5.13 for `mode: iptables`.
 * @bad
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: ipvs
 *   ---
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     kubernetesVersion: "1.35"
 * @good
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: ipvs
 *   ---
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     kubernetesVersion: "1.34"
 */
export const proxyIpvsDeprecated: Rule = {
  id: 'proxy/ipvs-deprecated',
  severity: 'hint',
  ...forKindInCluster(['KubeProxyConfiguration'], function* ({ mode }, { version }) {
    if (mode?.value !== 'ipvs' || !atLeast(version.value, 35) || isSimulated(version.because)) return;
    yield {
      span: mode.span,
      message: `The IPVS mode is deprecated in Kubernetes ${shownVersion(version.value)}`,
      why: 'It still works; nftables is to take its place.',
    };
  }),
};
