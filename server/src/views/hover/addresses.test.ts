import { expect, test } from 'vitest';
import { hoverText, openFixture } from '../../../../test/kit/editor.ts';
import { calico } from '../../../../test/kit/objects.ts';

const hover = (...documents: readonly string[]): string => hoverText(openFixture(documents.join('\n---\n')));

const pool = calico('IPPool', 'pods', '{ cidr: 10.48.0.0/16, ipipMode: Always }');

const pod = (name: string, more = ''): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}${more} }
spec: { nodeName: worker1 }
status: { podIP: 10.48.1.7 }
`;

test('FelixConfiguration: WireGuard, MTUs and floating addresses', () => {
  const felix = (field: string): string => calico('FelixConfiguration', 'default', `{ ${field} }`);
  const floats = pod('a', `, annotations: { cni.projectcalico.org/floatingIPs: '["10.48.9.9"]' }`);
  expect(
    [
      hover(pool, felix('wireguard$0Enabled: true')),
      hover(pool, felix('wireguard$0Enabled: false')),
      hover(pool, felix('ipip$0MTU: 1400')),
      hover(pool, felix('wireguardEnabled: true, wireguard$0MTU: 0')),
      hover(pool, floats, felix('floating$0IPs: Enabled')),
      hover(pool, floats, felix('floating$0IPs: Disabled')),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "[wireguardEnabled]
    control1, worker1 and worker2 have \`wireguard.cali\`: what goes to pods of another of these nodes is encrypted. The routes are in table 1, which is asked before the main table.
    [wireguardEnabled]
    No node encrypts what pods send to other nodes.
    [ipipMTU]
    | node | tunnels | MTU of pods |
    | --- | --- | --- |
    | control1, worker1 and worker2 | \`tunl0\` 1400 | 1400 |
    [wireguardMTU]
    | node | tunnels | MTU of pods |
    | --- | --- | --- |
    | control1, worker1 and worker2 | \`tunl0\` 1480 and \`wireguard.cali\` 1440 | 1440 (the host’s MTU is assumed) |
    [floatingIPs]
    | floating address | pod | node |
    | --- | --- | --- |
    | \`10.48.9.9\` | default/a | worker1 |
    [floatingIPs]
    No pod has a floating address: that takes the annotation \`cni.projectcalico.org/floatingIPs\`, and \`Enabled\` here."
  `);
});

test('IPReservation and IPAMConfiguration', () => {
  expect(
    [
      hover(pool, pod('a'), calico('IPReservation', 'r', '{ reserved$0CIDRs: [10.48.1.0/24] }')),
      hover(pool, calico('IPReservation', 'r', '{ reserved$0CIDRs: [192.0.2.0/24] }')),
      hover(pool, calico('IPAMConfiguration', 'default', '{ strict$0Affinity: true }')),
      hover(pool, calico('IPAMConfiguration', 'default', '{ strict$0Affinity: false }')),
      hover(pool, calico('IPAMConfiguration', 'default', '{ maxBlocks$0PerHost: 3 }')),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "[reservedCIDRs]
    Addresses of pods that nobody gets unasked; a pod that asks for one by annotation gets it.

    In use already: \`10.48.1.7\` (default/a).
    [reservedCIDRs]
    No pool hands out these addresses, so there is nothing to keep back.
    [strictAffinity]
    A node whose blocks are full, and that gets no new one, gives its pods no address.
    [strictAffinity]
    A node may take an address of another node’s block when no new block is left: one route more for each. Now: 0 addresses.
    [maxBlocksPerHost]
    A node may own so many blocks; 0 stands for 20. The most has control1: 1 block."
  `);
});

test('the pod network of a ClusterProfile', () => {
  const profile = (spec: string): string => `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec: { ${spec} }
`;
  expect(
    [
      hover(profile('pod$0Network: cilium')),
      hover(
        profile(
          'nodes: [{ name: n1, interfaces: [{ name: eth0, addresses: [10.0.1.1/24], dh$0cp: true }] }]',
        ),
      ),
      hover(
        profile('nodes: [{ name: n1, interfaces: [{ name: eth0, addresses: [10.0.1.1/24], mt$0u: 9000 }] }]'),
      ),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "[podNetwork]
    Who gives pods their addresses and carries packets between nodes: Cilium, VXLAN. Without the field it is found by the objects of the workspace.
    [dhcp]
    The address came by DHCP: the routes name the client, a metric of 100, and the way to the gateway.
    [mtu]
    The largest packet of the interface, in bytes. What tunnels take off it leaves the MTU of pods."
  `);
});
