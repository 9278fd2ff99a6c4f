import { describe, expect, test } from 'vitest';
import { openSample } from '../../../../../test/kit/editor.ts';
import { arrivals } from '../../../../../test/kit/flows.ts';
import { knownVersions } from '../../../dataplane/kubeProxy/versions.ts';
import { fromInside, fromOutside, openNodePorts, servedPort, type Outcome } from './outcome.ts';

const policies = (external: string, internal: string) => (text: string) =>
  text.replace(
    'type: NodePort',
    `type: NodePort\n  externalTrafficPolicy: ${external}\n  internalTrafficPolicy: ${internal}`,
  );
const noPods = (text: string, name: string): string =>
  name === 'pods.yaml' || name === 'workloads.yaml' ? '' : text;

const worlds = [
  { name: 'policy Cluster', edit: policies('Cluster', 'Cluster') },
  { name: 'policy Local', edit: policies('Local', 'Local') },
  { name: 'no endpoints', edit: noPods },
];

/** What the tracer says of a packet, in the words of an outcome. */
function traced(lines: readonly string[], client: string): string {
  const [line = ''] = lines;
  if (line.includes('the answer comes from')) return 'losesAnswer';
  if (line.includes(': dropped')) return 'drops';
  if (line.includes(': rejected')) return 'refuses';
  return line.endsWith(` as ${client}`) ? 'delivers, keeps source' : 'delivers';
}

const said = (outcome: Outcome): string =>
  outcome.kind === 'delivers' && outcome.keepsSource ? 'delivers, keeps source' : outcome.kind;

const minorOf = (version: string): number => Number(version.slice(2));

describe.each(['iptables', 'ipvs', 'nftables'] as const)('%s mode does what the trace does', (proxyMode) => {
  describe.each(worlds)('$name', ({ edit }) => {
    const versions = knownVersions.filter((version) => proxyMode !== 'nftables' || minorOf(version) >= 29);
    test.each(versions)('%s', (kubernetesVersion) => {
      const { cluster } = openSample('yaobank', edit, { proxyMode, kubernetesVersion }).context;
      const customer = cluster.services.find(({ name }) => name === 'customer');
      const port = customer?.ports[0];
      if (customer === undefined || port === undefined) throw new Error('customer has a port');
      // Up to 1.24 the drop is in the hands of the kubelet, whose rules are no part of the picture.
      const kubeletDrops = proxyMode === 'iptables' && minorOf(kubernetesVersion) <= 24;
      for (const node of cluster.nodes) {
        const served = servedPort(cluster, node, customer, port);
        const [address] = node.addresses;
        if (served === undefined || address === undefined) throw new Error('the lab is served');
        const outside = said(fromOutside(served));
        if (!(kubeletDrops && outside === 'drops'))
          expect([node.name, outside]).toEqual([
            node.name,
            traced(arrivals(cluster, 'bastion', `${address.value}:30180/tcp`), '10.0.1.10'),
          ]);
        const inside = said(fromInside(served));
        if (!(kubeletDrops && inside === 'drops'))
          expect([node.name, inside]).toEqual([
            node.name,
            traced(arrivals(cluster, node.name, '10.49.60.52:80/tcp'), address.value),
          ]);
        const open = openNodePorts(cluster, served);
        expect(open.addresses).toEqual([address.value]);
      }
    });
  });
});
