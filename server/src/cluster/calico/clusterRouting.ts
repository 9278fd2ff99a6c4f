import { byDefault, fact, written, type Fact } from '../../origin/origin.ts';
import type { ProgramClusterRoutes } from '../../resources/calico/bgp.ts';
import type { Cluster } from '../cluster.ts';
import { bgpConfigurationNamed, factOf } from './bgpSettings.ts';
import type { Encapsulation } from './pool.ts';
import { calicoAtLeast, calicoVersion } from './version.ts';

/** BGPConfiguration's programClusterRoutes: which routes BIRD writes. Until v3.32 it wrote all it could. */
function programClusterRoutes(cluster: Cluster): Fact<ProgramClusterRoutes> {
  const said = factOf(bgpConfigurationNamed(cluster, 'default')?.programClusterRoutes);
  if (said !== undefined) return said;
  const mode = cluster.resources.ofKind('Installation')[0]?.clusterRoutingMode;
  if (mode !== undefined) return fact(ofMode[mode.value], written(mode.span));
  const usual = calicoAtLeast(calicoVersion(cluster).value, 33) ? 'EnabledNoEncapOnly' : 'Enabled';
  return fact(usual, byDefault('programClusterRoutes', usual));
}

/** The operator's clusterRoutingMode sets the fields of BGPConfiguration and FelixConfiguration. */
const ofMode = { BIRD: 'Enabled', Felix: 'Disabled', FelixIPIPOnly: 'EnabledNoEncapOnly' } as const;

/**
 * Who writes the routes to other nodes' pods of a pool (bgp_processor.go: processIPPool). FelixConfiguration has a field
 * of the same name, which has to say the opposite; we take it that it does.
 */
export function routedBy(cluster: Cluster, kind: Encapsulation['kind']): 'bird' | 'felix' {
  if (kind === 'vxlan') return 'felix';
  const { value } = programClusterRoutes(cluster);
  const birds = kind === 'ipip' ? 'EnabledIPIPOnly' : 'EnabledNoEncapOnly';
  return value === 'Enabled' || value === birds ? 'bird' : 'felix';
}
