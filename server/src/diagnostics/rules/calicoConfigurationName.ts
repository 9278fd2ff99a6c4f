import { calicoAtLeast, calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { FelixConfiguration } from '../../resources/calico/felixConfiguration.ts';
import type { ResourceOf } from '../../resources/resource.ts';
import { nameOf } from '../../resources/meta.ts';
import { replaceValue } from '../edits.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * Calico reads some objects by the name `default` only.
 *
 * Of FelixConfiguration it reads `default` and `node.NAME`, and since v3.32 others that have a nodeSelector; of
 * IPAMConfiguration, KubeControllersConfiguration and the operator's Installation `default` alone. An object of any other name is stored, and nothing
 * comes of it.
 *
 * @source projectcalico libcalico-go/lib/backend/syncersv1/updateprocessors/felixconfigprocessor.go; libcalico-go/lib/clientv3/ipam_config.go; tigera/operator pkg/controller/utils
 * @cure Name it `default`. There is one only, so what two files say goes into it together.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: FelixConfiguration
 *   metadata:
 *     name: felix
 *   spec:
 *     floatingIPs: Enabled
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: FelixConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     floatingIPs: Enabled
 */
export const calicoConfigurationName: Rule = {
  id: 'calico/configuration-name',
  severity: 'warning',
  ...forKindInCluster(
    ['FelixConfiguration', 'IPAMConfiguration', 'KubeControllersConfiguration', 'Installation'],
    function* (object, cluster) {
      const { name } = object.meta;
      if (name === undefined || name.value === '' || name.value === 'default') return;
      if (object.kind === 'FelixConfiguration' && isRead(object, cluster)) return;
      const other = named(object.kind, cluster);
      yield {
        span: name.span,
        message: `Calico ignores ${object.kind.startsWith('I') ? 'an' : 'a'} ${object.kind} named ${name.value}`,
        why: whatIsRead(object, cluster),
        fix:
          other === undefined
            ? { title: 'Name it default', edits: [replaceValue(name, 'default')] }
            : undefined,
        related:
          other?.meta.name === undefined
            ? []
            : [{ span: other.meta.name.span, message: 'the one that is read' }],
      };
    },
  ),
};

type Configuration = ResourceOf<
  'FelixConfiguration' | 'IPAMConfiguration' | 'KubeControllersConfiguration' | 'Installation'
>;

const named = (kind: Configuration['kind'], { resources }: Cluster): Configuration | undefined =>
  (resources.ofKind(kind) as readonly Configuration[]).find((object) => nameOf(object) === 'default');

const hasSelector = ({ nodeSelector }: FelixConfiguration): boolean =>
  nodeSelector !== undefined && nodeSelector.value !== '';

/** A version that nobody names may well be one that knows selectors. */
const isRead = (object: FelixConfiguration, cluster: Cluster): boolean => {
  const version = calicoVersion(cluster);
  const knowsSelectors =
    calicoAtLeast(version.value, 32) || version.because.some(({ kind }) => kind === 'assumption');
  return nameOf(object).startsWith('node.') || (hasSelector(object) && knowsSelectors);
};

function whatIsRead(object: Configuration, cluster: Cluster): string {
  if (object.kind !== 'FelixConfiguration') return 'It reads the one named default.';
  const version = calicoVersion(cluster).value;
  return hasSelector(object)
    ? `It reads default and node.NAME; a nodeSelector needs v3.32, and this is v${String(version.major)}.${String(version.minor)}.`
    : 'It reads the one named default, node.NAME for one node, and since v3.32 others that have a nodeSelector.';
}
