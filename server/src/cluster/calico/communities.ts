import { memoByKey } from '../../memo/memo.ts';
import type { Cidr } from '../../net/cidr.ts';
import { written, type Origin } from '../../origin/origin.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import type { Cluster } from '../cluster.ts';
import { bgpConfigurationNamed } from './bgpSettings.ts';

/** Communities that a node puts on the routes it exports within a range. */
export interface PrefixCommunities {
  readonly cidr: Cidr;
  /** `64512:100`, or `64512:1:2`; in byte order, each once. */
  readonly communities: readonly string[];
  readonly because: Origin;
}

/**
 * prefixAdvertisements of `node.NAME` in place of those of `default`, with the names of communities resolved in the same
 * object (confd/pkg/backends/calico/client.go: getPrefixAdvertisementsKVPair). A name that stands for nothing is left
 * out, and so is a prefix with no community left.
 */
export function prefixCommunities(cluster: Cluster, node: string): readonly PrefixCommunities[] {
  const own = bgpConfigurationNamed(cluster, `node.${node}`);
  const configuration =
    own !== undefined && own.prefixAdvertisements.length > 0
      ? own
      : bgpConfigurationNamed(cluster, 'default');
  return configuration === undefined ? [] : advertisementsIn(configuration);
}

const advertisementsIn = memoByKey((configuration: BgpConfiguration): readonly PrefixCommunities[] => {
  const named = new Map(configuration.communities.map(({ name, value }) => [name.value, value.value]));
  return configuration.prefixAdvertisements.flatMap(({ cidr, communities }) => {
    const values = communities.flatMap(({ value }) =>
      isCommunity(value) ? value : (named.get(value) ?? []),
    );
    const each = [...new Set(values)].sort();
    return each.length === 0
      ? []
      : [{ cidr: cidr.value, communities: each, because: written(cidr.span, 'prefixAdvertisements') }];
  });
});

/** Two numbers, or three for a large community. */
export const isCommunity = (text: string): boolean => /^\d+:\d+(:\d+)?$/.test(text);
