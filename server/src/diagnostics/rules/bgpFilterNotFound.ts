import { nameOf } from '../../resources/meta.ts';
import { replaceValue } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * The filters of a peer must exist.
 *
 * `filters` of a BGPPeer names BGPFilters. Calico refuses a peer that names one which is not there. Where the workspace
 * holds no BGPFilter at all, it may be somewhere else, and the finding is only a note.
 *
 * @source projectcalico libcalico-go/lib/clientv3/bgppeer.go, "BGPFilter(s) not found"
 * @cure Correct the name, or add the BGPFilter.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: rack
 *   spec:
 *     peerIP: 10.0.1.1
 *     asNumber: 65001
 *     filters: [to-rak]
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: to-rack
 *   spec:
 *     exportV4:
 *     - action: Accept
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: rack
 *   spec:
 *     peerIP: 10.0.1.1
 *     asNumber: 65001
 *     filters: [to-rack]
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: to-rack
 *   spec:
 *     exportV4:
 *     - action: Accept
 */
export const bgpFilterNotFound: Rule = {
  id: 'bgp/filter-not-found',
  severity: 'error',
  ...forKindInCluster(['BGPPeer'], function* ({ filters }, { resources }) {
    const known = resources.ofKind('BGPFilter').map(nameOf);
    for (const filter of filters) {
      if (filter.value === '' || known.includes(filter.value)) continue;
      const meant = nearest(filter.value, known);
      yield {
        span: filter.span,
        message: `BGPFilter(s) not found: ${filter.value}`,
        why:
          known.length === 0
            ? 'No file here holds a BGPFilter. Calico refuses the peer where it is not in the cluster.'
            : `Calico refuses the peer. The BGPFilters here are ${listed(known)}.`,
        severity: known.length === 0 ? 'info' : 'error',
        fix:
          meant === undefined ? undefined : { title: `Name ${meant}`, edits: [replaceValue(filter, meant)] },
      };
    }
  }),
};
