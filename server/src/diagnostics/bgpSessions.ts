import { bgpNodes } from '../cluster/calico/bgpNodes.ts';
import { bgpPeers, type ClusterPeer } from '../cluster/calico/bgpPeers.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Ip } from '../net/ip.ts';
import { isSimulated, type Fact } from '../origin/origin.ts';
import { parsed } from './selectors.ts';

/** BGPPeers that give somebody a session: with an address that can be read, or a selector. */
export const usablePeers = memoByKey((cluster: Cluster): readonly ClusterPeer[] =>
  bgpPeers(cluster).filter(({ remote }) => remote.kind !== 'none'),
);

/** Whether every selector of every BGPPeer can be read; else it is not known who has which peer. */
export const arePeersReadable = memoByKey((cluster: Cluster): boolean =>
  cluster.resources
    .ofKind('BGPPeer')
    .every(({ nodeSelector, peerSelector, problems }) =>
      [nodeSelector, peerSelector].every(
        (selector) => problems.length === 0 && (selector === undefined || !('error' in parsed(selector))),
      ),
    ),
);

/** The names of the nodes that some BGPPeer gives a session, of its own or back from another node's. */
export const nodesWithPeer = memoByKey((cluster: Cluster): ReadonlySet<string> => {
  const addresses = addressesByNode(cluster);
  const found = new Set<string>();
  for (const { locals, remote, reversed } of usablePeers(cluster)) {
    const far = remoteNodes(remote, addresses);
    for (const name of locals) if (hasOther(far, name)) found.add(name);
    if (reversed) for (const name of far) if (hasOther(locals, name)) found.add(name);
    if (remote.kind === 'address' && far.length === 0) for (const name of locals) found.add(name);
    if (remote.kind === 'workloads') for (const name of locals) found.add(name);
  }
  return found;
});

const hasOther = (names: readonly string[], name: string): boolean => names.some((other) => other !== name);

const addressesByNode = memoByKey(
  (cluster: Cluster): ReadonlyMap<Ip, string> =>
    new Map(
      bgpNodes(cluster).flatMap(({ name, addresses }) =>
        [addresses[4], addresses[6]].flatMap((address): readonly (readonly [Ip, string])[] =>
          address === undefined ? [] : [[address.ip, name]],
        ),
      ),
    ),
);

const remoteNodes = (
  remote: ClusterPeer['remote'],
  addresses: ReadonlyMap<Ip, string>,
): readonly string[] => {
  if (remote.kind === 'nodes') return remote.names;
  const name = remote.kind === 'address' ? addresses.get(remote.ip) : undefined;
  return name === undefined ? [] : [name];
};

/** A machine that some file names, with the AS number it has. */
export interface KnownPeer {
  readonly name: string;
  readonly asNumber: Fact<number>;
}

/** Whoever has the address for certain, and an AS number that is not simulated. */
export function knownPeerAt(cluster: Cluster, ip: Ip): KnownPeer | undefined {
  const name = addressesByNode(cluster).get(ip);
  const node = bgpNodes(cluster).find((candidate) => candidate.name === name);
  if (node !== undefined) {
    const address = [node.addresses[4], node.addresses[6]].find((candidate) => candidate?.ip === ip);
    if (address !== undefined && !isSimulated(address.because) && !isSimulated(node.node.because))
      return { name: `node ${node.name}`, asNumber: node.asNumber };
  }
  const host = cluster.externalHosts.find(({ interfaces }) =>
    interfaces.some(({ addresses }) => addresses.some((address) => address.ip === ip)),
  );
  const asNumber = host?.bgp?.asNumber;
  return host === undefined || asNumber === undefined || !isWritten(asNumber)
    ? undefined
    : { name: host.name, asNumber };
}

const isWritten = ({ because }: Fact<number>): boolean => because.some(({ kind }) => kind === 'manifest');
