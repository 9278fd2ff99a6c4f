import { parseKubernetesVersion } from '../../cluster/kubernetesVersion.ts';
import { knownVersions, versionProof } from '../../dataplane/kubeProxy/versions.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * The Kubernetes version decides the shape of the rules.
 *
 * For a version that is newer or older than all that are known here, the rules of the nearest one are shown; they may differ
 * from what the real kube-proxy of that version writes. A version that cannot be read counts as not given.
 *
 * @source the table of versions in server/src/dataplane/kubeProxy/versions.ts
 * @cure Write MAJOR.MINOR as in `"1.30"`, in quotes, so that YAML does not take it for a number.
 * @bad
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     kubernetesVersion: "1.99"
 * @good
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     kubernetesVersion: "1.30"
 */
export const clusterVersionUnknown: Rule = {
  id: 'cluster/version-unknown',
  severity: 'info',
  ...forKind(['ClusterProfile', 'ClusterConfiguration'], function* ({ kind, kubernetesVersion: written }) {
    if (written === undefined) return;
    const version = parseKubernetesVersion(written.value);
    if (version === undefined) {
      // kubeadm also takes labels such as `stable-1`, which name a version that changes with the day.
      const isLabel = kind === 'ClusterConfiguration' && /^(?:stable|latest|ci)\b/.test(written.value);
      yield {
        span: written.span,
        message: `Not a Kubernetes version: ${written.value}`,
        why: 'It counts as not given. Write MAJOR.MINOR, for example "1.30".',
        severity: isLabel ? 'info' : 'warning',
      };
      return;
    }
    const { exact, shown } = versionProof(version);
    if (exact) return;
    yield {
      span: written.span,
      message: `Kubernetes ${written.value} is not known here; the rules of ${shown} are shown`,
      why: `Known are ${knownVersions[0] ?? ''} to ${knownVersions.at(-1) ?? ''}; another version may write other rules.`,
    };
  }),
};
