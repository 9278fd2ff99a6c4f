import type { Cluster, ClusterEndpoint, ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { canonicalAddress } from '../../dataplane/kubeProxy/addresses.ts';
import {
  endpointChain,
  endpointText,
  servicePortHash,
  servicePortName,
} from '../../dataplane/kubeProxy/names.ts';
import { endpointBase, servicePortBase } from '../../dataplane/kubeProxy/nftables/names.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Protocol } from '../../net/port.ts';

/** Whose chain it is. */
export interface ChainOwner {
  readonly service: ClusterService;
  readonly port: ClusterServicePort;
  /** Not the port's own where the chain was made before somebody changed it. */
  readonly protocol: Protocol;
  /** Set for the chain of one endpoint. */
  readonly endpoint: EndpointOwner | undefined;
}

export interface EndpointOwner {
  /** `10.48.0.43:80`. */
  readonly text: string;
  /** Undefined where the dump alone says the address. */
  readonly known: ClusterEndpoint | undefined;
}

/**
 * Which service port or endpoint a chain is named after, by making the names of all there are. `seen` are endpoints that
 * the dump itself shows for the chain.
 */
export function ownerOfChain(
  { services }: Cluster,
  chain: string,
  seen: readonly string[],
): ChainOwner | undefined {
  const key = keyOf(chain);
  if (key === undefined) return undefined;
  for (const service of services) {
    const owner = ownersByKey(service).get(key);
    if (owner !== undefined) return owner;
  }
  for (const text of [...seen, ...endpointInName(chain)])
    for (const service of services) {
      const owner = namedAfter(service, chain, text);
      if (owner !== undefined) return owner;
    }
  return undefined;
}

/** nftables mode writes the endpoint into the name, the colons of IPv6 as dots. */
function endpointInName(chain: string): readonly string[] {
  const [, address, port] = /__(.+)\/(\d+)$/.exec(chain) ?? [];
  if (address === undefined || port === undefined) return [];
  const isIpv4 = /^\d+(\.\d+){3}$/.test(address);
  return [endpointText(isIpv4 ? address : address.replaceAll('.', ':'), Number(port))];
}

/** What the chains of one service port or endpoint share; undefined for a chain that is nobody's. */
function keyOf(chain: string): string | undefined {
  const iptables = /^KUBE-(?:SVC|SVL|EXT|XLB|FW)-([A-Z2-7]{16})$/.exec(chain);
  if (iptables !== null) return iptables[1];
  if (/^KUBE-SEP-[A-Z2-7]{16}$/.test(chain)) return chain;
  const nftables = /^(?:service|local|external|firewall|endpoint|affinity)-(.+)$/.exec(chain);
  return nftables?.[1];
}

/** Every name that is made of a service, of whatever version and mode of kube-proxy. */
const ownersByKey = memoByKey((service: ClusterService): ReadonlyMap<string, ChainOwner> => {
  const keys = new Map<string, ChainOwner>();
  const add = (key: string, owner: ChainOwner): void => {
    if (!keys.has(key)) keys.set(key, owner);
  };
  for (const port of service.ports) {
    for (const protocol of protocolsOf(port)) {
      const owner = { service, port, protocol, endpoint: undefined };
      for (const name of spellings(service, port)) add(servicePortHash(name, protocol), owner);
      add(servicePortBase(service.namespace, service.name, protocol, port.name), owner);
    }
    for (const endpoint of endpointsOf(service, port)) {
      const owner = { service, port, protocol: port.protocol, endpoint };
      for (const name of spellings(service, port))
        add(endpointChain(name, port.protocol, endpoint.text), owner);
      add(nftEndpointBase(service, port, endpoint.text), owner);
    }
  }
  return keys;
});

/** The port's own first. */
const protocolsOf = ({ protocol }: ClusterServicePort): readonly Protocol[] => [
  protocol,
  ...(['tcp', 'udp', 'sctp'] as const).filter((other) => other !== protocol),
];

/** 1.18 writes a colon even where the port has no name. */
const spellings = ({ namespace, name }: ClusterService, port: ClusterServicePort): readonly string[] =>
  port.name === ''
    ? [servicePortName(namespace, name, ''), servicePortName(namespace, name, '', 'colon')]
    : [servicePortName(namespace, name, port.name)];

/** Every endpoint of the port, its address as written and, since 1.31, in canonical form. */
const endpointsOf = ({ slices }: ClusterService, port: ClusterServicePort): readonly EndpointOwner[] =>
  slices.flatMap(({ ports, endpoints }) =>
    ports
      .filter(({ name, protocol }) => name === port.name && protocol === port.protocol)
      .flatMap(({ port: number }) =>
        endpoints.flatMap((known) =>
          [...new Set([known.address, canonicalAddress(known.address) ?? known.address])].map((address) => ({
            text: endpointText(address, number),
            known,
          })),
        ),
      ),
  );

function nftEndpointBase(
  { namespace, name }: ClusterService,
  port: ClusterServicePort,
  text: string,
): string {
  const [, address = '', number = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(text) ?? [];
  return endpointBase(namespace, name, port.protocol, port.name, { address, port: Number(number) });
}

/** Whether the chain is that of a service with an endpoint that only the dump knows. */
function namedAfter(service: ClusterService, chain: string, text: string): ChainOwner | undefined {
  for (const port of service.ports) {
    const owner = { service, port, endpoint: { text, known: undefined } };
    if (chain.endsWith(`-${nftEndpointBase(service, port, text)}`))
      return { ...owner, protocol: port.protocol };
    for (const protocol of protocolsOf(port))
      for (const name of spellings(service, port))
        if (endpointChain(name, protocol, text) === chain) return { ...owner, protocol };
  }
  return undefined;
}

/** Chains of a service port that lead to its endpoints, as the workspace knows them: `10.48.0.43:80` and its chain. */
export const endpointChainsOf = ({
  service,
  port,
}: ChainOwner): readonly { readonly chain: string; readonly endpoint: EndpointOwner }[] => {
  const [name = ''] = spellings(service, port);
  return endpointsOf(service, port).map((endpoint) => ({
    chain: endpointChain(name, port.protocol, endpoint.text),
    endpoint,
  }));
};
