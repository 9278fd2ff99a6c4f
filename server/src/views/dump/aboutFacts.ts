import type { Cluster, ClusterPod, ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { announcements } from '../../dataplane/routing/announcements.ts';
import { vethName } from '../../dataplane/routing/nodePods.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import { coveredBy } from '../hover/address.ts';
import { code, linkToCause } from '../links.ts';
import { ownersOf, rangeAround, shownOwner, type Owner } from '../owners.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { fromFirst, placesOf, shownFact, shownServicePort, type About } from './about.ts';
import type { DumpName } from './word.ts';

type Named<K extends DumpName['kind']> = Extract<DumpName, { readonly kind: K }>;

/** Whose address it is, and what its port is. */
export function aboutAddress(
  contexts: readonly ViewContext[],
  { ip, port }: Named<'address'>,
): About | undefined {
  const found = fromFirst(contexts, (context) => aboutOwners(context, ip, port));
  if (found !== undefined) return found;
  const around = fromFirst(contexts, ({ cluster }) => rangeAround(cluster, ip));
  return around === undefined
    ? undefined
    : { markdown: `Nothing in this workspace has ${code(ip)}. It is in ${around}.`, places: [] };
}

function aboutOwners(context: ViewContext, ip: Ip, port: number | undefined): About | undefined {
  const owners = ownersOf(context.cluster, ip);
  const [first] = owners;
  if (first === undefined) return undefined;
  const { locate } = context;
  const whose = `${code(ip)}: ${listed(owners.map((owner) => shownOwner(locate, owner)))}.`;
  const ports = port === undefined ? [] : portsAt(context, owners, port);
  return { markdown: [whose, ...ports].join('\n\n'), places: placesOf(locate, first.because) };
}

/** What a port of the address leads to: a port of the service whose address it is, or a node port. */
function portsAt(context: ViewContext, owners: readonly Owner[], number: number): readonly string[] {
  const ofServices = owners.flatMap(({ service }) =>
    (service?.ports ?? [])
      .filter(({ port }) => port === number)
      .map((port) =>
        port.name === '' ? `Port ${String(number)}` : `Port ${String(number)} is ${code(port.name)}`,
      )
      .map((text) => `${text}.`),
  );
  const isNode = owners.some(({ what }) => what === 'node');
  const nodePorts = isNode ? shownNodePorts(context, number) : [];
  return [...new Set([...ofServices, ...nodePorts])];
}

/** Which service a destination port that stands alone belongs to. */
export const aboutPort = (contexts: readonly ViewContext[], { port }: Named<'port'>): About | undefined =>
  fromFirst(contexts, (context) => {
    const [first, ...more] = nodePortUsers(context.cluster, port);
    if (first === undefined) return undefined;
    const places = placesOf(context.locate, first.service.because);
    return { markdown: [first, ...more].map((use) => shownUse(context, port, use)).join('\n\n'), places };
  });

interface NodePortUse {
  readonly service: ClusterService;
  readonly port: ClusterServicePort | undefined;
}

function nodePortUsers({ services }: Cluster, number: number): readonly NodePortUse[] {
  return services.flatMap((service) => [
    ...service.ports
      .filter(({ nodePort }) => nodePort?.value === number)
      .map((port): NodePortUse => ({ service, port })),
    ...(service.healthCheckNodePort?.value === number ? [{ service, port: undefined }] : []),
  ]);
}

const shownNodePorts = (context: ViewContext, number: number): readonly string[] =>
  nodePortUsers(context.cluster, number).map((use) => shownUse(context, number, use));

function shownUse(context: ViewContext, number: number, { service, port }: NodePortUse): string {
  if (port !== undefined) return `Node port of ${shownServicePort(context, service, port)}.`;
  const link = linkToCause(context.locate, `${service.namespace}/${service.name}`, service.because);
  return `Health-check node port ${code(number)} of Service ${link}.`;
}

/** Who is in a range, and who announces it. */
export function aboutRange(contexts: readonly ViewContext[], cidr: Cidr): About | undefined {
  const announced = fromFirst(contexts, ({ cluster }) => announcedBy(cluster, cidr));
  const [context] = contexts;
  if (context === undefined) return undefined;
  const covered = coveredBy(context, cidr);
  return { markdown: [...(announced === undefined ? [] : [announced]), covered].join('\n\n'), places: [] };
}

const reasons = {
  block: 'a block of pod addresses',
  borrowed: 'a pod address out of another node’s block',
  serviceRange: 'a service range',
  serviceAddress: 'a service address',
} as const;

function announcedBy(cluster: Cluster, cidr: Cidr): string | undefined {
  const by = cluster.nodes.flatMap(({ name }) =>
    announcements(cluster, name)
      .filter(({ prefix }) => prefix === cidr)
      .map(({ reason }) => ({ name, reason })),
  );
  const [first] = by;
  return first === undefined
    ? undefined
    : `${code(cidr)} is ${reasons[first.reason.kind]}, announced by ${listed(by.map(({ name }) => name))}.`;
}

/** The pod at the other end of Calico's veth pair. */
export const aboutVeth = (contexts: readonly ViewContext[], name: string): About | undefined =>
  fromFirst(contexts, ({ cluster, locate }): About | undefined => {
    const pod = podsByVeth(cluster).get(name);
    if (pod === undefined) return undefined;
    const link = linkToCause(locate, `${pod.namespace}/${pod.name}`, pod.because);
    const [ip] = pod.ips;
    const address = ip === undefined ? '' : `, ${shownFact(ip)}`;
    return {
      markdown: `The host’s end of the veth pair of pod ${link}${address}.`,
      places: placesOf(locate, pod.because),
    };
  }) ?? {
    markdown: 'The host’s end of a pod’s veth pair. No pod in this workspace has a name that hashes to it.',
    places: [],
  };

const podsByVeth = memoByKey(
  ({ pods }: Cluster): ReadonlyMap<string, ClusterPod> => new Map(pods.map((pod) => [vethName(pod), pod])),
);

/** `namespace/name:port` in a comment, where there is such a service. */
export const aboutServicePort = (
  contexts: readonly ViewContext[],
  { namespace, name, port }: Named<'servicePort'>,
): About | undefined =>
  fromFirst(contexts, (context) => {
    const service = context.cluster.services.find(
      (candidate) => candidate.namespace === namespace && candidate.name === name,
    );
    if (service === undefined) return undefined;
    const ports = service.ports.filter((candidate) => port === '' || candidate.name === port);
    const shown = (ports.length > 0 ? ports : service.ports).map((each) =>
      shownServicePort(context, service, each),
    );
    return {
      markdown: shown.map((text) => `${text}.`).join('\n\n'),
      places: placesOf(context.locate, service.because),
    };
  });
