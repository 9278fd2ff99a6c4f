import type { Cluster } from '../cluster/cluster.ts';
import { isSimulated } from '../origin/origin.ts';

const protocols = { vxlan: 'VXLAN', geneve: 'Geneve' } as const;

/** `Calico`, `Cilium, VXLAN`; and whether that is only assumed. */
export function shownPodNetwork({ podNetwork: { value, because } }: Cluster): string {
  const simulated = isSimulated(because) ? ' (assumed)' : '';
  switch (value.kind) {
    case 'calico':
      return `Calico${value.ipam === 'hostLocal' ? ', a range for each node' : ''}${simulated}`;
    case 'cilium':
      return `Cilium, ${value.routing === 'native' ? 'no tunnel' : protocols[value.routing]}${simulated}`;
    case 'flannel':
      return `flannel, ${value.backend === 'vxlan' ? 'VXLAN' : value.backend}${simulated}`;
    case 'bridge':
      return `a bridge on each node${simulated}`;
  }
}
