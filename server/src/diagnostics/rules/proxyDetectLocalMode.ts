import type { KubeProxyConfiguration } from '../../resources/k8s/kubeProxyConfiguration.ts';
import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';
import type { Located } from '../../yaml/located.ts';

/**
 * How kube-proxy tells the pods' traffic needs what it looks at.
 *
 * `ClusterCIDR`, `NodeCIDR`, `BridgeInterface` and `InterfaceNamePrefix` are the ways. The last two need the name in
 * `detectLocal.bridgeInterface` or `detectLocal.interfaceNamePrefix`; kube-proxy does not start without it.
 *
 * @source kubernetes pkg/proxy/apis/config/validation/validation.go: validateDetectLocalMode, validateDetectLocalConfiguration
 * @cure Write the name: Calico's interfaces begin with `cali`.
 * @bad
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   detectLocalMode: InterfaceNamePrefix
 * @good
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   detectLocalMode: InterfaceNamePrefix
 *   detectLocal:
 *     interfaceNamePrefix: cali
 */
export const proxyDetectLocalMode: Rule = {
  id: 'proxy/detect-local-mode',
  severity: 'error',
  ...forKind(['KubeProxyConfiguration'], function* (config) {
    const { detectLocalMode } = config;
    if (detectLocalMode === undefined || detectLocalMode.value === '') return;
    if (!modes.includes(detectLocalMode.value)) yield unknownMode(detectLocalMode);
    else yield* missingName(config, detectLocalMode);
  }),
};

const modes = ['ClusterCIDR', 'NodeCIDR', 'BridgeInterface', 'InterfaceNamePrefix'];

function unknownMode(mode: Located<string>): Finding {
  const meant =
    modes.find((known) => known.toLowerCase() === mode.value.toLowerCase()) ?? nearest(mode.value, modes);
  return {
    span: mode.span,
    message: `Not a way to detect local traffic: ${mode.value}`,
    why: `kube-proxy does not start with it; there are ${modes.join(', ')}.`,
    fix: meant === undefined ? undefined : { title: `Use ${meant}`, edits: [replaceValue(mode, meant)] },
  };
}

function* missingName(config: KubeProxyConfiguration, mode: Located<string>): Generator<Finding> {
  const wanted =
    mode.value === 'BridgeInterface'
      ? { field: 'detectLocal.bridgeInterface', name: config.bridgeInterface }
      : { field: 'detectLocal.interfaceNamePrefix', name: config.interfaceNamePrefix };
  if (mode.value !== 'BridgeInterface' && mode.value !== 'InterfaceNamePrefix') return;
  if (wanted.name !== undefined && wanted.name.value !== '') return;
  yield {
    span: mode.entry,
    message: `detectLocalMode ${mode.value} needs ${wanted.field}`,
    why: 'kube-proxy does not start without it: the name must not be empty.',
  };
}
