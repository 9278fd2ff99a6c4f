import { addressAnnotations } from '../../cluster/calico/ipam/addressRequest.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { workloadKinds, type Pod, type Workload } from '../../resources/k8s/workload.ts';
import { annotationsOf } from '../addressAnnotations.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';

/**
 * Floating IPs are off unless Felix and the CNI plugin are told otherwise.
 *
 * `floatingIPs` of the FelixConfiguration is Disabled by default; then Felix makes no DNAT rule for the annotation. The CNI
 * plugin has a switch of its own, `feature_control.floating_ips`, and without it the pod does not even start.
 *
 * @source projectcalico felix/config/config_params.go (FloatingIPs); cni-plugin/pkg/k8s/k8s.go: CmdAddK8s, "requested feature is not enabled: floating_ips"
 * @cure Set `floatingIPs: Enabled` in the FelixConfiguration named default, and `floating_ips` under `feature_control` in
 *   the CNI configuration.
 * @bad
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: nginx
 *     annotations:
 *       cni.projectcalico.org/floatingIPs: '["203.0.113.7"]'
 *   spec: {}
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: FelixConfiguration
 *   metadata:
 *     name: default
 *   spec: {}
 * @good
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: nginx
 *     annotations:
 *       cni.projectcalico.org/floatingIPs: '["203.0.113.7"]'
 *   spec: {}
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: FelixConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     floatingIPs: Enabled
 */
export const calicoFloatingIpsOff: Rule = {
  id: 'calico/floating-ips-off',
  severity: 'warning',
  ...forKindInCluster(['Pod', ...workloadKinds], (resource, cluster) =>
    // Most of thousands of pods ask for nothing.
    annotationsOf(resource).size === 0 ? [] : floatingWithoutFelix(resource, cluster),
  ),
};

function* floatingWithoutFelix(resource: Pod | Workload, { resources }: Cluster): Generator<Finding> {
  const written = annotationsOf(resource).get(addressAnnotations.floating);
  if (written === undefined || written.value === '') return;
  const configurations = resources.ofKind('FelixConfiguration');
  if (configurations.some(({ floatingIPs }) => floatingIPs?.value === 'Enabled')) return;
  const known = configurations.find((configuration) => nameOf(configuration) === 'default');
  const said = known?.floatingIPs;
  yield {
    span: written.entry,
    message:
      said === undefined
        ? 'floatingIPs is Disabled, the default of FelixConfiguration'
        : 'floatingIPs is Disabled in the FelixConfiguration',
    why: 'Felix makes no rule for it, and a CNI plugin without floating_ips says "requested feature is not enabled".',
    // Without the configuration in the workspace it may well be enabled in the cluster.
    severity: known === undefined ? 'info' : 'warning',
    related:
      known === undefined
        ? []
        : [
            {
              span: said?.entry ?? known.meta.name?.span ?? known.meta.kindAt,
              message: 'the FelixConfiguration',
            },
          ],
  };
}
