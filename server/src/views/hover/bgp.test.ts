import { describe, expect, test } from 'vitest';
import { hoverInLab, hoverText, openFixture } from '../../../../test/kit/editor.ts';
import { calico } from '../../../../test/kit/objects.ts';

describe('BGP', () => {
  test('what nodes announce', () => {
    expect(hoverInLab('bgp.yaml', 'serviceClusterIPs')).toMatchInlineSnapshot(`
      "[serviceClusterIPs]
      | prefix | announced by | why |
      | --- | --- | --- |
      | \`10.49.0.0/16\` | control1, worker1 and worker2 | serviceClusterIPs: every node announces the whole range |"
    `);
    expect(hoverInLab('bgp.yaml', '10.49.0.0/16')).toMatchInlineSnapshot(`
      "[10.49.0.0/16]
      \`10.49.0.0/16\` covers 65536 addresses.

      In it:

      - 3 cluster IPs: yaobank/customer, yaobank/database and yaobank/summary

      | prefix | announced by | why |
      | --- | --- | --- |
      | \`10.49.0.0/16\` | control1, worker1 and worker2 | serviceClusterIPs: every node announces the whole range |"
    `);
  });

  test('sessions, and why one stays down', () => {
    expect(hoverInLab('bgp.yaml', 'peerIP')).toMatchInlineSnapshot(`
      "[peerIP]
      | from | to | kind | state |
      | --- | --- | --- | --- |
      | control1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker2 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |"
    `);
    expect(hoverInLab('bgp.yaml', '10.0.1.10')).toMatchInlineSnapshot(`
      "[10.0.1.10]
      | from | to | kind | state |
      | --- | --- | --- | --- |
      | control1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker2 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |"
    `);
    expect(
      hoverText(
        openFixture(calico('BGPPeer', 'tor', '{ peer$0IP: 192.0.2.1, asNumber: 65000, node: worker1 }')),
      ),
    ).toMatchInlineSnapshot(`
      "[peerIP]
      | from | to | kind | state |
      | --- | --- | --- | --- |
      | worker1 (AS 64512) | \`192.0.2.1\` (AS 65000) | eBGP | down: no host of the picture has the address 192.0.2.1 |"
    `);
  });

  test('other fields', () => {
    const specs = [
      ['BGPPeer', 'peerIP: 10.0.1.10, asNum$0ber: 64512'],
      ['BGPPeer', 'peerIP: 10.0.1.10, asNum$0ber: 65000'],
      [
        'BGPPeer',
        `peerIP: 10.0.1.10, asNumber: 64512, node$0Selector: "!has(node-role.kubernetes.io/control-plane)"`,
      ],
      ['BGPPeer', 'peerIP: 10.0.1.10, asNumber: 64512, next$0HopMode: Keep'],
      ['BGPPeer', 'peerIP: 10.0.1.10, asNumber: 64512, keepOriginal$0NextHop: true'],
      ['BGPConfiguration', 'nodeToNode$0MeshEnabled: true'],
      ['BGPConfiguration', 'nodeToNode$0MeshEnabled: false'],
      ['BGPConfiguration', 'as$0Number: 65001'],
      ['BGPConfiguration', 'service$0ExternalIPs: []'],
    ] as const;
    const said = specs.map(([kind, spec]) => hoverText(openFixture(calico(kind, 'default', `{ ${spec} }`))));
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "[asNumber]
      The same number as the nodes’: iBGP. What a peer learns by iBGP it does not pass on to another iBGP peer.

      | from | to | kind | state |
      | --- | --- | --- | --- |
      | control1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker2 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      [asNumber]
      Another number than the nodes’: eBGP. The peer passes on what it learns.

      | from | to | kind | state |
      | --- | --- | --- | --- |
      | control1 (AS 64512) | bastion \`10.0.1.10\` (AS 65000) | eBGP | up |
      | worker1 (AS 64512) | bastion \`10.0.1.10\` (AS 65000) | eBGP | up |
      | worker2 (AS 64512) | bastion \`10.0.1.10\` (AS 65000) | eBGP | up |
      [nodeSelector]
      Nodes that have this peer: worker1 and worker2.
      [nextHopMode]
      Routes are passed on with the next hop they came with: packets go straight to the node that has the address.

      | from | to | kind | state |
      | --- | --- | --- | --- |
      | control1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker2 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |

      On each: next hop kept as it came.
      [keepOriginalNextHop]
      Routes are passed on with the next hop they came with: packets go straight to the node that has the address.

      | from | to | kind | state |
      | --- | --- | --- | --- |
      | control1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker1 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |
      | worker2 (AS 64512) | bastion \`10.0.1.10\` (AS 64512) | iBGP | up |

      On each: keepOriginalNextHop has no effect on iBGP, which keeps the next hop anyway.
      [nodeToNodeMeshEnabled]
      Each of 3 nodes has a session with every other one: 3 in all. Route reflectors keep out.
      [nodeToNodeMeshEnabled]
      Nodes have no sessions with each other but those that BGPPeers open. Without any they do not learn the way to each other’s pods (unless VXLAN brings it).
      [asNumber]
      The AS number of every node that has none of its own: 65001 on control1, worker1 and worker2.
      [serviceExternalIPs]
      No node announces a service route."
    `);
  });

  test('a BGPConfiguration of another name is ignored', () => {
    const other = calico('BGPConfiguration', 'mine', '{ serviceCluster$0IPs: [{ cidr: 10.49.0.0/16 }] }');
    expect(hoverText(openFixture(other))).toMatchInlineSnapshot(`
      "[serviceClusterIPs]
      Ignored: only the BGPConfiguration named \`default\`, and \`node.NAME\` for some settings of one node, are read."
    `);
  });
});
