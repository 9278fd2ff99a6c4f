import { nameOf } from '../../resources/meta.ts';
import type { FelixConfiguration } from '../../resources/calico/felixConfiguration.ts';
import type { ResourceIndex } from '../cluster.ts';
import { picks } from './selection.ts';

type Setting = Exclude<
  keyof FelixConfiguration,
  'kind' | 'meta' | 'section' | 'span' | 'problems' | 'nodeSelector'
>;

/**
 * A setting of Felix on one node: of `node.NAME`, else of the first other FelixConfiguration whose nodeSelector picks the
 * node (v3.32 and later), else of `default` (felix/calc/config_batcher.go). Undefined: Felix's own default.
 */
export function felixSetting<K extends Setting>(
  resources: ResourceIndex,
  node: { readonly name: string; readonly labels: ReadonlyMap<string, string> },
  setting: K,
): NonNullable<FelixConfiguration[K]> | undefined {
  const all = resources.ofKind('FelixConfiguration');
  const own = all.filter((configuration) => nameOf(configuration) === `node.${node.name}`);
  const selected = all.filter(
    ({ nodeSelector }) => nodeSelector !== undefined && picks(nodeSelector.value, node.labels),
  );
  const general = all.filter((configuration) => nameOf(configuration) === 'default');
  for (const configuration of [...own, ...selected, ...general]) {
    const field = configuration[setting];
    if (field !== undefined) return field;
  }
  return undefined;
}
