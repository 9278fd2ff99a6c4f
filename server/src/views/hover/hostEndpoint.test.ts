import { describe, expect, test } from 'vitest';
import { calico, hoverBeside as hover } from '../../../../test/kit/objects.ts';

describe('host endpoints', () => {
  const policies = [
    calico(
      'GlobalNetworkPolicy',
      'before',
      `{ selector: role == 'edge', preDNAT: true, applyOnForward: true }`,
    ),
    calico('GlobalNetworkPolicy', 'on-forward', `{ selector: role == 'edge', applyOnForward: true }`),
    calico('GlobalNetworkPolicy', 'normal', `{ selector: role == 'edge' }`),
  ].join('');
  const edge = (spec: string): string => calico('HostEndpoint', 'edge', spec, '{ role: edge }');

  test('which interface, which policies, and what else is closed', () => {
    const named = edge('{ node: worker2, interfaceName: eth0 }').replace('name: edge', 'na$0me: edge');
    expect(hover(policies + named)).toMatchInlineSnapshot(`
      "[name]
      Interface \`eth0\` of worker2: \`10.0.1.31\`.

      Policies:

      - before DNAT: [before](file:///m.yaml#L42)
      - to and from the host: [normal](file:///m.yaml#L54) and [on-forward](file:///m.yaml#L48)
      - forwarded: [on-forward](file:///m.yaml#L48)

      What these policies do not allow to and from the host itself is dropped, but for the failsafe ports (in: SSH, DHCP, BGP, etcd, Typha, the API server). Without a policy that applies on forward, what the host forwards stays open."
    `);
    expect(hover(named)).toMatchInlineSnapshot(`
      "[name]
      Interface \`eth0\` of worker2: \`10.0.1.31\`.

      No policy selects it.

      Everything to and from the host itself is dropped, but for the failsafe ports (in: SSH, DHCP, BGP, etcd, Typha, the API server). Without a policy that applies on forward, what the host forwards stays open."
    `);
  });

  test('fields', () => {
    expect(hover(edge('{ no$0de: worker2, interfaceName: eth0 }'))).toMatchInlineSnapshot(`
      "[node]
      Node worker2, \`10.0.1.31\`."
    `);
    expect(hover(edge('{ no$0de: worker9, interfaceName: eth0 }'))).toMatchInlineSnapshot(`
      "[node]
      No node \`worker9\` in this workspace. The name must be that of the Calico node, to the letter."
    `);
    expect(hover(edge(`{ node: worker2, interface$0Name: '*' }`))).toMatchInlineSnapshot(`
      "[interfaceName]
      Every interface of worker2 that no other HostEndpoint names. Policy before DNAT and on forwarded packets meets what pods on the node send, too."
    `);
    expect(hover(edge('{ node: worker2, interface$0Name: eth7 }'))).toMatchInlineSnapshot(`
      "[interfaceName]
      Interface \`eth7\` of worker2, whose addresses nobody says."
    `);
    expect(hover(edge('{ node: worker2, expected$0IPs: [10.0.1.31] }'))).toMatchInlineSnapshot(`
      "[expectedIPs]
      Interface \`eth0\` of worker2: \`10.0.1.31\`."
    `);
    expect(hover(edge('{ node: worker2, interfaceName: eth0, expected$0IPs: [10.0.1.31] }')))
      .toMatchInlineSnapshot(`
      "[expectedIPs]
      \`interfaceName\` says which interface is meant; these addresses are only what selectors of rules stand for."
    `);
    expect(hover(edge('{ node: worker2, interfaceName: eth0, pro$0files: [projectcalico-default-allow] }')))
      .toMatchInlineSnapshot(`
      "[profiles]
      \`projectcalico-default-allow\`: what no policy governs is allowed."
    `);
  });
});

describe('pools', () => {
  const poolHover = (spec: string): string =>
    hover(calico('IPPool', 'pods', `{ cidr: 10.48.0.0/16, ${spec} }`));

  test('the range: who is in it, and whose the blocks are', () => {
    expect(hover(calico('IPPool', 'pods', '{ ci$0dr: 10.48.0.0/16 }'))).toMatchInlineSnapshot(`
      "[cidr]
      \`10.48.0.0/16\` covers 65536 addresses.

      In it:

      - 2 pods: shop/db and shop/web

      | node | blocks |
      | --- | --- |
      | worker1 | \`10.48.235.128/26\` (simulated) |
      | worker2 | \`10.48.189.64/26\` (simulated) |"
    `);
  });

  test('fields', () => {
    const specs = [
      'block$0Size: 26',
      'ipip$0Mode: CrossSubnet',
      'vxlan$0Mode: Always',
      'ipip$0Mode: Never',
      'natOut$0going: true',
      'natOut$0going: false',
      'dis$0abled: true',
      'disableBGP$0Export: true',
      `node$0Selector: kubernetes.io/hostname == 'worker9'`,
      'node$0Selector: all()',
    ];
    expect(specs.map(poolHover).join('\n')).toMatchInlineSnapshot(`
      "[blockSize]
      Nodes take blocks of 64 addresses (/26) from the pool and announce each as one route.

      | node | blocks |
      | --- | --- |
      | worker1 | \`10.48.235.128/26\` (simulated) |
      | worker2 | \`10.48.189.64/26\` (simulated) |
      [ipipMode]
      Packets to pods of this pool travel in IP in IP (\`tunl0\`, learnt by BGP) to nodes of another subnet only; within one subnet they travel as they are.
      [vxlanMode]
      Packets to pods of this pool on other nodes travel in VXLAN (\`vxlan.calico\`, without BGP). The outer source is the node.
      [ipipMode]
      No tunnel: packets between pods travel as they are, so every router between the nodes must know the pods’ blocks.
      [natOutgoing]
      What pods of this pool send to addresses outside all pools is masqueraded: it leaves with their node’s address.
      [natOutgoing]
      Pods of this pool keep their address towards the outside, which must know the way back.
      [disabled]
      No pod gets a new address from it; pods that have one keep it, and their blocks stay announced:

      | prefix | announced by | why |
      | --- | --- | --- |
      | \`10.48.189.64/26\` | worker2 | block of worker2, pool default-ipv4-ippool |
      | \`10.48.235.128/26\` | worker1 | block of worker1, pool default-ipv4-ippool |
      [disableBGPExport]
      Not announced to any BGP peer, the other nodes included: \`10.48.189.64/26\` (worker2) and \`10.48.235.128/26\` (worker1). A pod of it can then be reached from its own node only. A Service with endpoints in pods answers only where packets arrive on the node of an endpoint, although its own address is announced as before.

      Still announced:

      Nothing else is announced.
      [nodeSelector]
      No node takes blocks from it. Who may talk to whom is not decided here.
      [nodeSelector]
      worker1 and worker2 take blocks from it. Who may talk to whom is not decided here."
    `);
  });
});
