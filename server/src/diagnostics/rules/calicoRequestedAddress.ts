import { addressAnnotations } from '../../cluster/calico/ipam/addressRequest.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { contains } from '../../net/cidr.ts';
import { familyOf, parseIp, type Ip } from '../../net/ip.ts';
import { isSimulated } from '../../origin/origin.ts';
import { workloadKinds, type Pod, type Workload } from '../../resources/k8s/workload.ts';
import { nameOf, namespaceOf } from '../../resources/meta.ts';
import type { Span } from '../../text/span.ts';
import { annotationsOf, listItems } from '../addressAnnotations.ts';
import { arePoolsReadable } from '../poolDemand.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { listed } from '../words.ts';
import { add } from '../workloads.ts';

/**
 * An address that a pod asks for must lie in an enabled pool, and one pod can have it.
 *
 * `ipAddrs` goes through Calico's IPAM, which knows the addresses of enabled pools only. Where a template asks for an
 * address, every one of its pods does, and all but the first fail. Nothing is said about families without a pool in the
 * workspace.
 *
 * @source projectcalico libcalico-go/lib/ipam/ipam.go: AssignIP, "The provided IP address is not in a configured pool"
 * @cure Take an address of a pool. Give a workload with several pods a pool of its own instead, with ipv4pools.
 * @bad
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: nginx
 *     annotations:
 *       cni.projectcalico.org/ipAddrs: '["10.50.2.7"]'
 *   spec: {}
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/24
 * @good
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: nginx
 *     annotations:
 *       cni.projectcalico.org/ipAddrs: '["10.48.2.7"]'
 *   spec: {}
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/24
 */
export const calicoRequestedAddress: Rule = {
  id: 'calico/requested-address',
  severity: 'error',
  ...forKindInCluster(['Pod', ...workloadKinds], (resource, cluster) =>
    // Most of thousands of pods ask for nothing.
    annotationsOf(resource).size === 0 ? [] : unusableAddresses(resource, cluster),
  ),
};

function* unusableAddresses(resource: Pod | Workload, cluster: Cluster): Generator<Finding> {
  const items = requestsOf(resource);
  const written = annotationsOf(resource).get(addressAnnotations.addresses);
  if (written === undefined || items.length === 0) return;
  yield* forSeveralPods(resource, written.entry);
  for (const { ip, span } of items) {
    if (arePoolsReadable(cluster)) yield* outsidePools(ip, span, cluster);
    if (resource.kind === 'Pod') yield* askedTwice(ip, span, resource, cluster);
  }
}

interface Request {
  readonly ip: Ip;
  readonly span: Span;
}

function requestsOf(resource: Pod | Workload): readonly Request[] {
  const written = annotationsOf(resource).get(addressAnnotations.addresses);
  return (written === undefined ? [] : (listItems(written) ?? [])).flatMap(({ value, span }) => {
    const ip = parseIp(value);
    return ip === undefined ? [] : [{ ip, span }];
  });
}

/** Pods that run or are to run, by the addresses that they ask for. */
const podsByRequest = memoByKey(
  ({ resources }: Cluster): ReadonlyMap<Ip, readonly (Request & { readonly pod: Pod })[]> => {
    const byAddress = new Map<Ip, (Request & { readonly pod: Pod })[]>();
    for (const pod of resources.ofKind('Pod'))
      if (pod.meta.annotations.size > 0 && !['Succeeded', 'Failed'].includes(pod.phase?.value ?? ''))
        for (const request of requestsOf(pod)) add(byAddress, request.ip, { ...request, pod });
    return byAddress;
  },
);

function* askedTwice(ip: Ip, span: Span, pod: Pod, cluster: Cluster): Generator<Finding> {
  const asking = podsByRequest(cluster).get(ip) ?? [];
  const other = asking.find((request) => request.pod !== pod);
  if (other === undefined || !asking.some((request) => request.pod === pod)) return;
  yield {
    span,
    message: `Pod ${namespaceOf(other.pod)}/${nameOf(other.pod)} asks for ${ip} too`,
    why: 'The pod that starts first gets it, and the other one fails: an address belongs to one pod.',
    related: [{ span: other.span, message: 'the same address' }],
  };
}

function* forSeveralPods(resource: Pod | Workload, span: Span): Generator<Finding> {
  if (resource.kind === 'Pod' || resource.kind === 'Job') return;
  const several = resource.kind === 'DaemonSet' ? undefined : (resource.replicas?.value ?? 1);
  if (several !== undefined && several < 2) return;
  const pods = several === undefined ? 'its pod on every node' : `each of its ${String(several)} pods`;
  yield {
    span,
    message: `${resource.kind} ${nameOf(resource)} asks for the same address for ${pods}`,
    why: 'The first pod gets it, and the others fail: an address belongs to one pod.',
    severity: 'warning',
    related:
      resource.kind !== 'DaemonSet' && resource.replicas !== undefined
        ? [{ span: resource.replicas.entry, message: 'several pods' }]
        : [],
  };
}

function* outsidePools(ip: Ip, span: Span, { pools }: Cluster): Generator<Finding> {
  const family = familyOf(ip);
  const ofFamily = pools.filter((pool) => pool.family === family);
  if (ofFamily.length === 0 || ofFamily.some(({ because }) => isSimulated(because))) return;
  const enabled = ofFamily.filter(({ disabled }) => !disabled.value);
  if (enabled.some(({ cidr }) => contains(cidr, ip))) return;
  const disabled = ofFamily.find(({ cidr }) => contains(cidr, ip));
  yield {
    span,
    message: `The provided IP address is not in a configured pool: ${ip}`,
    why:
      disabled === undefined
        ? `The pod does not start. The enabled pools are ${listed(enabled.map(({ name, cidr }) => `${name} (${cidr})`)) || 'none'}.`
        : `The pod does not start: pool ${disabled.name} (${disabled.cidr}) is disabled.`,
    related: (disabled === undefined
      ? enabled.slice(0, 3).map(({ because }) => because)
      : [disabled.disabled.because]
    )
      .flat()
      .flatMap((cause) => (cause.kind === 'manifest' ? [{ span: cause.span, message: 'a pool' }] : [])),
  };
}
