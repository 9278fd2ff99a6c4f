import { atLeast, shownVersion } from '../../cluster/kubernetesVersion.ts';
import { isSimulated } from '../../origin/origin.ts';
import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Located } from '../../yaml/located.ts';

/**
 * kube-proxy knows three modes on Linux.
 *
 * `iptables`, `ipvs` and, from Kubernetes 1.29 on, `nftables`, in 1.29 and 1.30 behind the feature gate NFTablesProxyMode. The mode
 * `userspace` is gone since 1.26, `kernelspace` is for Windows. kube-proxy does not start with any other.
 *
 * @source kubernetes pkg/proxy/apis/config/validation/validation.go: validateProxyModeLinux
 * @cure Use iptables, ipvs or nftables. An empty mode is iptables.
 * @bad
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: iptable
 * @good
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   mode: iptables
 */
export const proxyMode: Rule = {
  id: 'proxy/mode',
  severity: 'error',
  ...forKindInCluster(['KubeProxyConfiguration'], function* ({ mode, featureGates }, cluster) {
    if (mode === undefined || ['', 'iptables', 'ipvs'].includes(mode.value)) return;
    if (mode.value === 'nftables')
      yield* nftables(mode, featureGates.get('NFTablesProxyMode')?.value === 'true', cluster);
    else if (mode.value === 'userspace') yield* userspace(mode, cluster);
    else yield unknownMode(mode);
  }),
};

const modes = ['iptables', 'ipvs', 'nftables'];

function unknownMode(mode: Located<string>): Finding {
  const meant =
    nearest(mode.value.toLowerCase(), [...modes, '']) ??
    modes.find((known) => known === mode.value.toLowerCase());
  const isWindows = mode.value === 'kernelspace' || mode.value === 'winuserspace';
  return {
    span: mode.span,
    message: isWindows
      ? `Mode ${mode.value} is for Windows nodes`
      : `Not a mode of kube-proxy: ${mode.value}`,
    why: 'On Linux kube-proxy does not start with it: the modes are iptables, ipvs and nftables.',
    fix:
      meant === undefined || isWindows
        ? undefined
        : { title: `Use ${meant}`, edits: [replaceValue(mode, meant)] },
  };
}

function* userspace(mode: Located<string>, { version }: Cluster): Generator<Finding> {
  if (!atLeast(version.value, 26)) return;
  yield {
    span: mode.span,
    message: `Mode userspace is gone since Kubernetes 1.26; this cluster is ${shownVersion(version.value)}`,
    why: 'kube-proxy does not start with it.',
    fix: { title: 'Use iptables', edits: [replaceValue(mode, 'iptables')] },
    ...(isSimulated(version.because) ? { severity: 'warning' as const } : {}),
  };
}

function* nftables(mode: Located<string>, hasGate: boolean, { version }: Cluster): Generator<Finding> {
  // Where no file says a version, it may well be one that has the mode.
  if (atLeast(version.value, 31) || isSimulated(version.because)) return;
  if (atLeast(version.value, 29) && hasGate) return;
  const shown = shownVersion(version.value);
  yield {
    span: mode.span,
    message: atLeast(version.value, 29)
      ? `Mode nftables needs the feature gate NFTablesProxyMode in Kubernetes ${shown}`
      : `Kubernetes ${shown} has no mode nftables`,
    why: 'kube-proxy does not start with it: the mode is there from 1.29 on, and without a gate from 1.31 on.',
  };
}
