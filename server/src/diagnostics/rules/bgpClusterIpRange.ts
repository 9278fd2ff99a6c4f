import type { Cluster } from '../../cluster/cluster.ts';
import { contains, familyOfCidr, overlaps, type Cidr } from '../../net/cidr.ts';
import { familyOf, parseIp } from '../../net/ip.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Span } from '../../text/span.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue } from '../edits.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';

/**
 * The range that is announced for cluster IPs must hold the cluster IPs.
 *
 * Nodes announce the ranges of `serviceClusterIPs` as they are written; Calico does not know the range that the API server
 * takes cluster IPs from. A range that holds none of them leads outsiders' packets to nodes that have no use for them, and
 * no route to the real ones, but for Services with `externalTrafficPolicy: Local`.
 *
 * @source projectcalico confd/pkg/backends/calico/client.go: updateGlobalRoutes; kube-apiserver --service-cluster-ip-range
 * @cure Write the range of the API server's `--service-cluster-ip-range`; kubeadm has it as networking.serviceSubnet.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.96.0.0/12
 *   ---
 *   apiVersion: kubeadm.k8s.io/v1beta4
 *   kind: ClusterConfiguration
 *   networking:
 *     serviceSubnet: 10.49.0.0/16
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 *   ---
 *   apiVersion: kubeadm.k8s.io/v1beta4
 *   kind: ClusterConfiguration
 *   networking:
 *     serviceSubnet: 10.49.0.0/16
 */
export const bgpClusterIpRange: Rule = {
  id: 'bgp/cluster-ip-range',
  severity: 'warning',
  ...forKindInCluster(['BGPConfiguration'], function* (configuration, cluster) {
    if (nameOf(configuration) !== 'default') return;
    const entries = configuration.serviceClusterIPs;
    for (const family of [4, 6] as const) {
      const ofFamily = entries.filter(({ value }) => familyOfCidr(value) === family);
      if (ofFamily.length === 0) continue;
      const ranges = writtenRanges(cluster).filter(({ range }) => familyOfCidr(range) === family);
      if (ranges.length > 0) yield* outsideRanges(ofFamily, ranges);
      else yield* withoutAddress(ofFamily, cluster);
    }
  }),
};

interface WrittenRange {
  readonly range: Cidr;
  readonly span: Span;
}

const writtenRanges = ({ serviceCIDRs }: Cluster): readonly WrittenRange[] =>
  serviceCIDRs.flatMap(({ value, because: [cause] }) =>
    cause.kind === 'manifest' ? [{ range: value, span: cause.span }] : [],
  );

function* outsideRanges(
  entries: readonly Located<Cidr>[],
  ranges: readonly WrittenRange[],
): Generator<Finding> {
  const [first] = ranges;
  for (const entry of entries) {
    if (first === undefined || ranges.some(({ range }) => overlaps(range, entry.value))) continue;
    const isCertain = entries.length === 1 && ranges.length === 1;
    yield {
      span: entry.span,
      message: `${entry.value} holds no cluster IP: they are from ${first.range}`,
      why: 'The nodes announce a range that they have no use for, and outsiders learn no route to the cluster IPs.',
      fix: isCertain
        ? { title: `Announce ${first.range}`, edits: [replaceValue(entry, first.range)] }
        : undefined,
      related: [{ span: first.span, message: 'the range of cluster IPs' }],
    };
  }
}

/** No file names the range; but Services that have a cluster IP show where it is not. */
function* withoutAddress(entries: readonly Located<Cidr>[], { services }: Cluster): Generator<Finding> {
  const [entry] = entries;
  const family = entry === undefined ? 4 : familyOfCidr(entry.value);
  const written = services.flatMap(({ clusterIPs, namespace, name }) =>
    clusterIPs.flatMap(({ value, because: [cause] }) => {
      const ip = parseIp(value);
      return ip === undefined || familyOf(ip) !== family || cause.kind !== 'manifest'
        ? []
        : [{ ip, span: cause.span, name: `${namespace}/${name}` }];
    }),
  );
  const [example] = written;
  if (entry === undefined || example === undefined) return;
  if (written.some(({ ip }) => entries.some(({ value }) => contains(value, ip)))) return;
  yield {
    span: entry.span,
    message: `${entry.value} holds no cluster IP of a Service here: ${example.name} has ${example.ip}`,
    why: 'The nodes announce a range that they have no use for, and outsiders learn no route to the cluster IPs.',
    related: [{ span: example.span, message: 'a cluster IP' }],
  };
}
