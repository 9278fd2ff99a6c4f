import { describe, expect, test } from 'vitest';
import { hover, inEach, lab } from '../../../../../test/kit/serviceHovers.ts';
import type { WhatIf } from '../../../cluster/cluster.ts';

describe('externalTrafficPolicy', () => {
  test('Cluster', () => {
    expect(lab('externalTrafficPolicy', {}, 'externalTrafficPolicy: Cluster')).toMatchInlineSnapshot(`
      "[externalTrafficPolicy]
      Any node takes what comes from outside for any endpoint. It masquerades, so that answers come back through it.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | to the endpoint on another node | the node’s address |
      | worker2 | to its own endpoint | the node’s address |"
    `);
  });

  test('Local', () => {
    expect(lab('externalTrafficPolicy', {}, 'externalTrafficPolicy: Local')).toMatchInlineSnapshot(`
      "[externalTrafficPolicy]
      What comes from outside stays on the node it came to, and pods see the client’s address.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | dropped: no endpoint on this node (timeout) |  |
      | worker2 | to its own endpoint | the client’s address |"
    `);
  });

  test('Local in IPVS mode, which falls back since 1.24', () => {
    const local = 'externalTrafficPolicy: Local';
    expect(lab(local, { proxyMode: 'ipvs', kubernetesVersion: '1.30' }, local)).toMatchInlineSnapshot(`
      "[externalTrafficPolicy]
      What comes from outside stays on the node it came to, and pods see the client’s address.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | to an endpoint elsewhere, whose answer is lost: it does not come back this way (timeout) |  |
      | worker2 | to its own endpoint | the client’s address |"
    `);
    expect(lab(local, { proxyMode: 'ipvs', kubernetesVersion: '1.23' }, local)).toMatchInlineSnapshot(`
      "[externalTrafficPolicy]
      What comes from outside stays on the node it came to, and pods see the client’s address.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | refused: no endpoint on this node |  |
      | worker2 | to its own endpoint | the client’s address |"
    `);
  });

  test('on a ClusterIP service', () => {
    expect(hover('externalTraffic$0Policy: Local\nports: [{ port: 80 }]')).toMatchInlineSnapshot(`
      "[externalTrafficPolicy]
      Without effect: a ClusterIP Service without external IPs takes nothing from outside."
    `);
  });

  test('ports that differ have a table each', () => {
    expect(
      hover(
        'type: NodePort\nexternalTraffic$0Policy: Local\nselector: { app: web }\nports: [{ name: a, port: 80, nodePort: 30080 }, { name: b, port: 81, targetPort: other, nodePort: 30081 }]',
      ),
    ).toMatchInlineSnapshot(`
      "[externalTrafficPolicy]
      What comes from outside stays on the node it came to, and pods see the client’s address.

      \`a\`:

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker2 | dropped: no endpoint on this node (timeout) |  |
      | worker1 | to its own endpoint | the client’s address |

      \`b\`:

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1, worker1 and worker2 | refused: no endpoint |  |"
    `);
  });
});

describe('nodePort', () => {
  test('in each mode', () => {
    const worlds: readonly WhatIf[] = [
      { proxyMode: 'iptables', kubernetesVersion: '1.30' },
      { proxyMode: 'iptables', kubernetesVersion: '1.23' },
      { proxyMode: 'ipvs', kubernetesVersion: '1.30' },
      { proxyMode: 'nftables', kubernetesVersion: '1.33' },
    ];
    expect(inEach(worlds, (world) => lab('nodePort: 30180', world))).toMatchInlineSnapshot(`
      "iptables 1.30: [nodePort]
      Opens tcp port 30180 on \`10.0.1.20\`, \`10.0.1.30\` and \`10.0.1.31\`, and on 127.0.0.1 for the node itself.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | to the endpoint on another node | the node’s address |
      | worker2 | to its own endpoint | the node’s address |

      - \`KUBE-EXT-PX5FENG4GZJTCELT\` takes what comes from outside
      - \`KUBE-SVC-PX5FENG4GZJTCELT\` chooses among all endpoints

      iptables 1.23: [nodePort]
      Opens tcp port 30180 on \`10.0.1.20\`, \`10.0.1.30\` and \`10.0.1.31\`, and on 127.0.0.1 for the node itself.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | to the endpoint on another node | the node’s address |
      | worker2 | to its own endpoint | the node’s address |

      - \`KUBE-SVC-PX5FENG4GZJTCELT\` chooses among all endpoints

      ipvs 1.30: [nodePort]
      Opens tcp port 30180 on \`10.0.1.20\`, \`10.0.1.30\` and \`10.0.1.31\`.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | to the endpoint on another node | the node’s address |
      | worker2 | to its own endpoint | the node’s address |

      - 1 virtual server of its addresses, and of the node port on addresses of the node

      nftables 1.33: [nodePort]
      Opens tcp port 30180 on \`10.0.1.20\`, \`10.0.1.30\` and \`10.0.1.31\` (nftables mode: the primary address of each node alone).

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | to the endpoint on another node | the node’s address |
      | worker2 | to its own endpoint | the node’s address |

      - \`external-QT2TGOG7-yaobank/customer/tcp/http\` takes what comes from outside
      - \`service-QT2TGOG7-yaobank/customer/tcp/http\` chooses among all endpoints"
    `);
  });

  test('policy Local of 1.23 has chains of the older kind', () => {
    expect(lab('nodePort: 30180', { kubernetesVersion: '1.23' }, 'externalTrafficPolicy: Local'))
      .toMatchInlineSnapshot(`
      "[nodePort]
      Opens tcp port 30180 on \`10.0.1.20\`, \`10.0.1.30\` and \`10.0.1.31\`, and on 127.0.0.1 for the node itself.

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1 and worker1 | dropped: no endpoint on this node (timeout) |  |
      | worker2 | to its own endpoint | the client’s address |

      - \`KUBE-XLB-PX5FENG4GZJTCELT\` takes what comes from outside, for the endpoints of the node
      - \`KUBE-SVC-PX5FENG4GZJTCELT\` chooses among all endpoints"
    `);
  });

  test('without effect', () => {
    expect(hover('ports: [{ port: 80, node$0Port: 30080 }]')).toMatchInlineSnapshot(`
      "[nodePort]
      Without effect: the Service is no NodePort and no LoadBalancer."
    `);
  });

  test('limited by nodePortAddresses', () => {
    const config =
      '---\napiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nnodePortAddresses: [10.0.1.30/32]\n';
    expect(hover('type: NodePort\nports: [{ port: 80, node$0Port: 30080 }]', {}, config))
      .toMatchInlineSnapshot(`
      "[nodePort]
      Opens tcp port 30080 on \`10.0.1.30\` (\`nodePortAddresses\`: \`10.0.1.30/32\`).

      | node | connections from outside | the pod sees |
      | --- | --- | --- |
      | control1, worker1 and worker2 | refused: no endpoint |  |"
    `);
  });
});

describe('other ports', () => {
  test('port', () => {
    expect(lab('port: 2379')).toMatchInlineSnapshot(`
      "[port]
      \`10.49.164.49:2379\` (tcp) goes to port 2379 of the endpoints.

      | node | connections from it to the cluster IP |
      | --- | --- |
      | control1 and worker1 | to the endpoint on another node |
      | worker2 | to its own endpoint |

      - \`KUBE-SVC-AE2X4VPDA5SRYCA6\` chooses among all endpoints"
    `);
  });

  test('a named target port', () => {
    expect(hover('selector: { app: web }\nports: [{ port: 80, target$0Port: http }]')).toMatchInlineSnapshot(`
      "[targetPort]
      Packets to port 80 arrive at:

      - \`8080\` on 1 endpoint
      - \`8081\` on 1 endpoint"
    `);
    expect(hover('selector: { app: web }\nports: [{ port: 80, target$0Port: grpc }]')).toMatchInlineSnapshot(`
      "[targetPort]
      No selected pod names a tcp port \`grpc\`."
    `);
  });

  test('a headless service has no rules', () => {
    expect(hover('clusterIP: None\nports: [{ po$0rt: 80 }]')).toMatchInlineSnapshot(`
      "[port]
      No rules: the Service has no address."
    `);
  });
});

test('no hover where the schema says enough', () => {
  expect(hover('ports: [{ port: 80, pro$0tocol: UDP }]')).toBe('(no hover)');
  expect(hover('po$0rts: [{ port: 80 }]')).toBe('(no hover)');
  expect(lab('apiVersion')).toBe('(no hover)');
});
