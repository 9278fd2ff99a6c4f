import { assumed, fact, written, type Fact } from '../../origin/origin.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceIndex, WhatIf } from '../cluster.ts';
import { assumedVersion, parseKubernetesVersion, type KubernetesVersion } from '../kubernetesVersion.ts';

/** The what-if, the profile, kubeadm, the kubelets (the oldest of them), or the version that is proven best. */
export function resolveVersion(resources: ResourceIndex, whatIf: WhatIf): Fact<KubernetesVersion> {
  const asked =
    whatIf.kubernetesVersion === undefined ? undefined : parseKubernetesVersion(whatIf.kubernetesVersion);
  if (asked !== undefined) return fact(asked, assumed(`what if Kubernetes were ${asked.written}`));
  const said =
    read(resources.ofKind('ClusterProfile')[0]?.kubernetesVersion) ??
    read(resources.ofKind('ClusterConfiguration')[0]?.kubernetesVersion) ??
    oldestKubelet(resources);
  return said ?? fact(assumedVersion, assumed(`Kubernetes ${assumedVersion.written}: no version is given`));
}

function read(field: Located<string> | undefined): Fact<KubernetesVersion> | undefined {
  const version = field === undefined ? undefined : parseKubernetesVersion(field.value);
  return version === undefined || field === undefined ? undefined : fact(version, written(field.span));
}

function oldestKubelet(resources: ResourceIndex): Fact<KubernetesVersion> | undefined {
  return resources
    .ofKind('Node')
    .flatMap((node) => read(node.kubeletVersion) ?? [])
    .sort((a, b) => a.value.major - b.value.major || a.value.minor - b.value.minor)[0];
}
