import { describe, expect, test } from 'vitest';
import { hover, inEach, lab } from '../../../../../test/kit/serviceHovers.ts';
import type { WhatIf } from '../../../cluster/cluster.ts';

describe('selector', () => {
  test('by node', () => {
    expect(lab('selector:\n    app: customer')).toMatchInlineSnapshot(`
      "[selector]
      Selects 1 endpoint.

      | node | pod | address |  |
      | --- | --- | --- | --- |
      | worker2 | [yaobank/customer-687b8d8f74-tcclp](file:///samples/yaobank/pods.yaml#L8) | \`10.48.0.43\` | ready |"
    `);
  });

  test('simulated pods say so, and those that are not ready', () => {
    expect(hover('sele$0ctor: { app: web }\nports: [{ port: 80 }]')).toMatchInlineSnapshot(`
      "[selector]
      Selects 2 endpoints.

      | node | pod | address |  |
      | --- | --- | --- | --- |
      | worker1 | [default/a](file:///m.yaml#L12) | \`10.48.235.145\` (simulated) | ready |
      | worker2 | [default/b](file:///m.yaml#L17) | \`10.48.189.91\` (simulated) | not ready |"
    `);
  });

  test('label by label', () => {
    expect(hover('selector: { app: web, ti$0er: front }\nports: [{ port: 80 }]')).toMatchInlineSnapshot(`
      "[tier]
      In namespace default, 1 of 2 pods or pod templates has \`tier=front\`."
    `);
  });

  test('why it selects nothing', () => {
    expect(hover('sele$0ctor: { app: web, tier: back }\nports: [{ port: 80 }]')).toMatchInlineSnapshot(`
      "[selector]
      Selects no pod.

      No pod in namespace default has all of:

      - \`app=web\`: 2 of 2 pods or pod templates have
      - \`tier=back\`: none of 2 pods or pod templates have"
    `);
  });
});

describe('addresses', () => {
  test('the name tells the address and the name in DNS', () => {
    expect(lab('customer\n  namespace')).toMatchInlineSnapshot(`
      "[customer]
      Cluster IP \`10.49.60.52\`. \`customer.yaobank.svc.cluster.local\` in DNS.

      | node | pod | address |  |
      | --- | --- | --- | --- |
      | worker2 | [yaobank/customer-687b8d8f74-tcclp](file:///samples/yaobank/pods.yaml#L8) | \`10.48.0.43\` | ready |"
    `);
  });

  test('clusterIP in each mode', () => {
    const worlds: readonly WhatIf[] = [
      { proxyMode: 'iptables' },
      { proxyMode: 'ipvs' },
      { proxyMode: 'nftables', kubernetesVersion: '1.29' },
      { proxyMode: 'nftables', kubernetesVersion: '1.31' },
    ];
    expect(inEach(worlds, (world) => lab('clusterIP: 10.49.60.52', world))).toMatchInlineSnapshot(`
      "iptables: [clusterIP]
      Every node translates \`10.49.60.52\` to an endpoint. Nothing has the address itself: ping is not answered, and packets to other ports are routed like any others.

      ipvs: [clusterIP]
      Every node translates \`10.49.60.52\` to an endpoint. It is bound to \`kube-ipvs0\` of every node, so the node answers ping to it.

      nftables 1.29: [clusterIP]
      Every node translates \`10.49.60.52\` to an endpoint. Nothing has the address itself: ping is not answered, and packets to other ports are routed like any others.

      nftables 1.31: [clusterIP]
      Every node translates \`10.49.60.52\` to an endpoint. Nothing has the address itself: ping and other ports are rejected."
    `);
  });

  test('type', () => {
    expect(lab('type: NodePort')).toMatchInlineSnapshot(`
      "[type]
      Reached by its cluster IP from pods and nodes, and from outside where that address is announced. Also by node port \`30180/tcp\` of every node."
    `);
    expect(
      hover('ty$0pe: LoadBalancer\nloadBalancerIP: 198.51.100.7\nports: [{ port: 80, nodePort: 30080 }]'),
    ).toMatchInlineSnapshot(`
      "[type]
      Reached by its cluster IP from pods and nodes, and from outside where that address is announced. Also by node port \`30080/tcp\` of every node. Also by the load balancer’s address \`198.51.100.7\` (simulated), which kube-proxy on every node takes for its own."
    `);
    expect(hover('ty$0pe: ExternalName\nexternalName: example.org')).toMatchInlineSnapshot(`
      "[type]
      Only a name in DNS: kube-proxy has no rules for it."
    `);
  });

  test('external IPs: nobody brings them to a node by itself', () => {
    expect(hover('externalIPs: [192.0.$02.7]\nports: [{ port: 80 }]')).toMatchInlineSnapshot(`
      "[192.0.2.7]
      Every node takes packets to \`192.0.2.7\` on the Service’s ports. Bringing them to a node is up to the network.

      No node announces them by BGP."
    `);
    expect(hover('external$0IPs: [10.0.1.30]\nports: [{ port: 80 }]')).toMatchInlineSnapshot(`
      "[externalIPs]
      Every node takes packets to \`10.0.1.30\` on the Service’s ports. Bringing them to a node is up to the network.

      No node announces them by BGP.

      \`10.0.1.30\` is the address of node worker1: on the ports of this Service, every node takes its traffic away."
    `);
  });

  test('external IPs that are announced', () => {
    const bgp =
      '---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { serviceExternalIPs: [{ cidr: 192.0.2.0/24 }] }\n';
    expect(
      hover(
        'type: NodePort\nexternalTrafficPolicy: Local\nselector: { app: web }\nexternal$0IPs: [192.0.2.7]\nports: [{ port: 80, nodePort: 30080 }]',
        {},
        bgp,
      ),
    ).toMatchInlineSnapshot(`
      "[externalIPs]
      Every node takes packets to \`192.0.2.7\` on the Service’s ports. Bringing them to a node is up to the network.

      Announced by worker1."
    `);
  });

  test('load balancer', () => {
    const spec =
      'type: LoadBalancer\nloadBalancerIP: 198.51.100.7\nloadBalancerSourceRanges: [192.0.2.0/24]\nports: [{ port: 80, nodePort: 30080 }]';
    expect(hover(spec.replace('loadBalancerIP', 'load$0BalancerIP'))).toMatchInlineSnapshot(`
      "[loadBalancerIP]
      Asks the load balancer for this address; not every one listens (deprecated since 1.24). No status says which one was given, so the address asked for is taken (simulated)."
    `);
    expect(hover(spec.replace('loadBalancerSource', 'load$0BalancerSource'))).toMatchInlineSnapshot(`
      "[loadBalancerSourceRanges]
      On every node, only these sources reach the load balancer’s address; others are dropped (timeout). **Node port 30080 and the cluster IP stay open to everybody.**"
    `);
    expect(hover(`allocate$0LoadBalancerNodePorts: false\n${spec}`)).toMatchInlineSnapshot(`
      "[allocateLoadBalancerNodePorts]
      The Service gets no node ports but those that are written: for load balancers that send to the pods, or to the address itself."
    `);
  });

  test('what a load balancer gave', () => {
    expect(
      hover(
        'type: LoadBalancer\nports: [{ port: 80 }]',
        {},
        'status: { loadBalancer: { ingress: [{ ip: 198.51.$0100.1, ipMode: Proxy }] } }',
      ),
    ).toMatchInlineSnapshot(`
      "[198.51.100.1]
      The nodes do not take it (ipMode Proxy): all traffic goes through the load balancer, that of pods too."
    `);
    expect(
      hover(
        'type: LoadBalancer\nports: [{ port: 80 }]',
        {},
        'status: { loadBalancer: { ingress: [{ ip: 198.51.100.1, ip$0Mode: Proxy }] } }',
      ),
    ).toMatchInlineSnapshot(`
      "[ipMode]
      Proxy: the load balancer itself chooses the destination, so kube-proxy leaves its address alone, and pods go out to it."
    `);
  });
});

describe('policies of other kinds', () => {
  test('internalTrafficPolicy in each generation', () => {
    const worlds = ['1.21', '1.23', '1.30'].map((kubernetesVersion) => ({ kubernetesVersion }));
    const local = 'internalTrafficPolicy: Local';
    expect(inEach(worlds, (world) => lab(local, world, local))).toMatchInlineSnapshot(`
      "1.21: [internalTrafficPolicy]
      Without effect in Kubernetes 1.21: the feature gate \`ServiceInternalTrafficPolicy\` is off.

      1.23: [internalTrafficPolicy]
      What pods and nodes send to the cluster IP stays on the node it starts from.

      | node | connections from it to the cluster IP |
      | --- | --- |
      | control1 and worker1 | refused: no endpoint on this node |
      | worker2 | to its own endpoint |

      1.30: [internalTrafficPolicy]
      What pods and nodes send to the cluster IP stays on the node it starts from.

      | node | connections from it to the cluster IP |
      | --- | --- |
      | control1 and worker1 | dropped: no endpoint on this node (timeout) |
      | worker2 | to its own endpoint |"
    `);
  });

  test('sessionAffinity in each mode', () => {
    const worlds = (['iptables', 'ipvs', 'nftables'] as const).map((proxyMode) => ({ proxyMode }));
    const sticky = 'sessionAffinity: ClientIP';
    expect(inEach(worlds, (world) => lab(sticky, world, sticky))).toMatchInlineSnapshot(`
      "iptables: [sessionAffinity]
      Connections from one client address go to one endpoint until the client was silent for 10800 seconds. Each node remembers by itself, each port apart. Clients behind one NAT address count as one.

      ipvs: [sessionAffinity]
      Connections from one client address go to one endpoint until the client was silent for 10800 seconds. Each node remembers by itself (\`persistent 10800\` of each virtual server). Clients behind one NAT address count as one.

      nftables: [sessionAffinity]
      Connections from one client address go to one endpoint until the client was silent for 10800 seconds. Each node remembers by itself, in a set for each endpoint. Clients behind one NAT address count as one."
    `);
  });

  test('healthCheckNodePort', () => {
    expect(
      hover(
        'type: LoadBalancer\nexternalTrafficPolicy: Local\nhealth$0CheckNodePort: 30999\nselector: { app: web }\nports: [{ port: 80, nodePort: 30080 }]',
      ),
    ).toMatchInlineSnapshot(`
      "[healthCheckNodePort]
      On this port kube-proxy tells load balancers over HTTP which nodes may get traffic.

      - 200: worker1
      - 503: control1 and worker2, without a ready endpoint"
    `);
    expect(hover('type: LoadBalancer\nhealth$0CheckNodePort: 30999\nports: [{ port: 80 }]'))
      .toMatchInlineSnapshot(`
      "[healthCheckNodePort]
      Without effect: only a LoadBalancer Service with \`externalTrafficPolicy: Local\` has one."
    `);
  });

  test('publishNotReadyAddresses', () => {
    expect(hover('publishNot$0ReadyAddresses: true\nselector: { app: web }\nports: [{ port: 80 }]'))
      .toMatchInlineSnapshot(`
      "[publishNotReadyAddresses]
      Pods that are not ready count as ready endpoints, in DNS and for kube-proxy. Here that is default/b."
    `);
    expect(hover('publishNot$0ReadyAddresses: false\nselector: { app: web }\nports: [{ port: 80 }]'))
      .toMatchInlineSnapshot(`
      "[publishNotReadyAddresses]
      Only ready pods take new connections. Not ready: default/b."
    `);
  });

  test('trafficDistribution needs a version, and hints', () => {
    const spec = 'traffic$0Distribution: PreferClose\nselector: { app: web }\nports: [{ port: 80 }]';
    expect(hover(spec, { kubernetesVersion: '1.30' })).toMatchInlineSnapshot(`
      "[trafficDistribution]
      Without effect in Kubernetes 1.30: the feature gate \`ServiceTrafficDistribution\` is off there."
    `);
    expect(hover(spec, { kubernetesVersion: '1.31' })).toMatchInlineSnapshot(`
      "[trafficDistribution]
      Each node keeps to the endpoints hinted for its own zone, as long as every ready endpoint has a hint and one is meant for it; else it takes any.

      The hints stand in EndpointSlices, which the cluster writes. The workspace has none with hints for this Service, so every node is shown to take any."
    `);
    expect(hover(spec.replace('Close', 'SameNode'), { kubernetesVersion: '1.31' })).toMatchInlineSnapshot(`
      "[trafficDistribution]
      \`PreferSameNode\` is not known in Kubernetes 1.31; \`PreferClose\` is."
    `);
  });
});
