import type { ClusterNode } from '../cluster/cluster.ts';
import { written, type Origin } from '../origin/origin.ts';
import { nameOf, namespaceOf, titleSpan } from '../resources/meta.ts';
import type { Resource } from '../resources/resource.ts';
import type { Hop } from './journey.ts';
import { hostEndpointsOn, policiesOnHost, policiesOnPod } from './policies.ts';
import { sameStation, stationName, type Station } from './station.ts';
import type { World } from './world.ts';

/** Something that the trace leaves out though it may change what happens. */
export interface Note {
  readonly text: string;
  readonly because: Origin;
}

/** Only kube-proxy's rules and routing are followed: what Calico's rules may do to the packet is said, never guessed. */
export function notesOn(world: World, hops: readonly Hop[]): readonly Note[] {
  const places = hops
    .map(({ at }) => at)
    .filter((at, i, all) => all.findIndex((other) => sameStation(other, at)) === i);
  const ends = places.filter((at, i) => i === 0 || i === places.length - 1);
  return [
    ...ends.flatMap((at) => podNotes(world, at)),
    ...places.flatMap((at) => (at.kind === 'node' ? hostNotes(world, at.node) : [])),
    ...markDropNotes(hops),
  ];
}

const podNotes = ({ cluster }: World, at: Station): readonly Note[] =>
  at.kind === 'pod'
    ? policiesOnPod(at.pod, cluster).map((policy) => leftOut(policy, `selects ${stationName(at)}`))
    : [];

const hostNotes = ({ cluster }: World, node: ClusterNode): readonly Note[] =>
  hostEndpointsOn(cluster, node).flatMap((endpoint) => [
    {
      text: `HostEndpoint ${nameOf(endpoint)} puts Calico's rules on ${node.name}: they are not part of this trace.`,
      because: written(titleSpan(endpoint)),
    },
    ...policiesOnHost(cluster, endpoint).map((policy) =>
      leftOut(policy, `selects HostEndpoint ${nameOf(endpoint)} of ${node.name}`),
    ),
  ]);

const leftOut = (policy: Resource, does: string): Note => ({
  text: `${kindWord(policy)} ${policyName(policy)} ${does}: it is not part of this trace.`,
  because: written(titleSpan(policy)),
});

const kindWord = ({ kind }: Resource): string =>
  kind === 'CalicoNetworkPolicy' ? 'Calico NetworkPolicy' : kind;

const policyName = (policy: Resource): string =>
  policy.kind === 'GlobalNetworkPolicy' ? nameOf(policy) : `${namespaceOf(policy)}/${nameOf(policy)}`;

/** Until 1.23 kube-proxy leaves dropping to rules that only the kubelet writes (pkg/kubelet/kubelet_network_linux.go). */
const markDropNotes = (hops: readonly Hop[]): readonly Note[] =>
  hops.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.kind === 'rule' && step.rule.target.kind === 'jump' && step.rule.target.chain === 'KUBE-MARK-DROP'
        ? [
            {
              text: "The kubelet's rules, which are not part of this trace, drop a packet that went through KUBE-MARK-DROP if it is for the node itself.",
              because: step.rule.because,
            },
          ]
        : [],
    ),
  );
