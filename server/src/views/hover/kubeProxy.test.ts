import { describe, expect, test } from 'vitest';
import { hoverInLab, hoverText, openFixture } from '../../../../test/kit/editor.ts';
import type { WhatIf } from '../../cluster/cluster.ts';

describe("kube-proxy's configuration", () => {
  const config = (fields: string, whatIf: WhatIf = {}): string =>
    hoverText(
      openFixture(
        `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${fields}\n`,
        whatIf,
      ),
    );

  test('inside its ConfigMap', () => {
    expect(hoverInLab('kube-proxy.yaml', 'mode: ""')).toMatchInlineSnapshot(`
      "[mode]
      In force: **iptables**. Each Service and endpoint has chains of its own in the nat table; the first packet of a connection walks them."
    `);
    expect(hoverInLab('kube-proxy.yaml', 'clusterCIDR: 10')).toMatchInlineSnapshot(`
      "[clusterCIDR]
      What comes from \`10.48.0.0/16\` counts as coming from pods; everything else to a cluster IP is masqueraded: pods see the node instead of the client."
    `);
  });

  test('what a setting does in the mode and version in force', () => {
    const asked: readonly (readonly [string, WhatIf?])[] = [
      ['mo$0de: ipvs', { kubernetesVersion: '1.35' }],
      ['mo$0de: nftables', { kubernetesVersion: '1.30' }],
      ['clusterCIDR: ""\ndetectLocal$0Mode: ClusterCIDR'],
      ['detectLocal$0Mode: NodeCIDR'],
      ['detectLocalMode: InterfaceNamePrefix\ndetectLocal: { interface$0NamePrefix: cali }'],
      [
        'detectLocalMode: InterfaceNamePrefix\ndetectLocal: { interface$0NamePrefix: cali }',
        { kubernetesVersion: '1.22' },
      ],
      ['iptables: { masquerade$0All: true }'],
      ['iptables: { masquerade$0Bit: 15 }', { proxyMode: 'ipvs' }],
      ['iptables: { masquerade$0Bit: 15 }', { proxyMode: 'nftables' }],
      ['iptables: { localhost$0NodePorts: false }', { kubernetesVersion: '1.25' }],
      ['iptables: { localhost$0NodePorts: false }'],
      ['nodePort$0Addresses: []'],
      ['nodePort$0Addresses: []', { proxyMode: 'nftables', kubernetesVersion: '1.31' }],
      ['nodePort$0Addresses: [10.0.1.0/24]'],
      ['ipvs: { sche$0duler: lc }'],
      ['ipvs: { sche$0duler: lc }', { proxyMode: 'ipvs' }],
      ['ipvs: { strict$0ARP: true }', { proxyMode: 'ipvs' }],
      ['conntrack: { tcp$0BeLiberal: true }', { kubernetesVersion: '1.28' }],
      ['conntrack: { tcp$0BeLiberal: true }'],
      ['hostname$0Override: worker1'],
    ];
    expect(asked.map(([fields, whatIf]) => config(fields, whatIf)).join('\n')).toMatchInlineSnapshot(`
      "[mode]
      In force: **ipvs**. The kernel’s load balancer chooses the endpoint; service addresses are bound to \`kube-ipvs0\`, and a few iptables rules with ip sets masquerade. Deprecated since 1.35; nftables mode takes its place.
      [mode]
      In force: **nftables**. A packet finds its Service by one look into a map. In 1.30 it needs the feature gate \`NFTablesProxyMode\`.
      [detectLocalMode]
      Pods are not told from others: nothing to a cluster IP is masqueraded for coming from outside, and the answer to an outsider may not find back through the node.
      [detectLocalMode]
      On each node, what comes from the node’s own \`podCIDR\` counts as coming from pods; everything else to a cluster IP is masqueraded: pods see the node instead of the client.
      [interfaceNamePrefix]
      What comes in on interface \`cali…\` counts as coming from pods; everything else to a cluster IP is masqueraded: pods see the node instead of the client.
      [interfaceNamePrefix]
      Not known in Kubernetes 1.22: nothing is told apart.
      [masqueradeAll]
      Everything to cluster IPs is masqueraded: pods see nodes, never who calls them.
      [masqueradeBit]
      Bit 15 of the packet mark, \`0x8000\`, asks for masquerading. No other program may use it.
      [masqueradeBit]
      Without effect: kube-proxy runs in nftables mode.
      [localhostNodePorts]
      Not known in Kubernetes 1.25: node ports are always open on 127.0.0.1.
      [localhostNodePorts]
      Node ports do not answer on 127.0.0.1.
      [nodePortAddresses]
      Node ports are open on every address of a node.
      [nodePortAddresses]
      Node ports are open on the primary address of a node alone, as nftables mode has it since 1.30.
      [nodePortAddresses]
      Node ports are open only on addresses of nodes in \`10.0.1.0/24\`.
      [scheduler]
      Without effect: kube-proxy runs in iptables mode.
      [scheduler]
      New connections go to the endpoint with the fewest connections (\`lc\`).
      [strictARP]
      The node answers ARP for an address only on the interface that has it, so not for those on \`kube-ipvs0\`: what MetalLB in layer 2 mode needs.
      [tcpBeLiberal]
      Not known in Kubernetes 1.28: it came with 1.29.
      [tcpBeLiberal]
      Connection tracking takes packets out of window as valid, so kube-proxy does not drop INVALID ones.
      [hostnameOverride]
      kube-proxy takes itself for node \`worker1\`: endpoints of that node are local, on whatever machine it runs."
    `);
  });
});
