import { expect, test } from 'vitest';
import { clusterFrom } from '../../../../../test/kit/cluster.ts';
import { nodeNamed } from '../../../cluster/build.ts';
import { renderIpvsadm } from '../../render/ipvsadm.ts';
import { deriveKubeProxyIpvs } from './ipvs.ts';

/**
 * The cluster of the lab on IPVS, as its own table tells it: what `ipvsadm -L -n --rate` printed on worker1, without the
 * rates. Names that the lab does not tell are made up. The node ports' server on 127.0.0.1, the last of TCP there, is left
 * out: the golden data, made with the same code but without a kernel, has none, and it is the data that we keep to.
 */
const labTable = `
TCP  172.17.0.1:30180
  -> 10.48.0.14:80
TCP  10.0.1.30:30180
  -> 10.48.0.14:80
TCP  10.49.0.1:443
  -> 10.0.1.20:6443
TCP  10.49.0.10:53
  -> 10.48.0.1:53
  -> 10.48.0.193:53
TCP  10.49.0.10:9153
  -> 10.48.0.1:9153
  -> 10.48.0.193:9153
TCP  10.49.23.129:80
  -> 10.48.0.199:80
TCP  10.49.72.138:443
  -> 10.0.1.30:8443
  -> 10.0.1.31:8443
TCP  10.49.97.116:9094
  -> 10.48.0.192:9094
TCP  10.49.119.221:2379
  -> 10.48.0.12:2379
TCP  10.49.120.28:80
  -> 10.48.0.18:80
  -> 10.48.0.201:80
  -> 10.48.0.202:80
TCP  10.49.138.47:443
  -> 10.48.0.3:5443
  -> 10.48.0.194:5443
TCP  10.49.149.29:5473
  -> 10.0.1.30:5473
  -> 10.0.1.31:5473
TCP  10.49.160.175:80
  -> 10.48.0.14:80
TCP  10.49.191.55:80
  -> 10.48.0.16:80
  -> 10.48.0.17:80
  -> 10.48.0.200:80
TCP  10.49.202.152:80
  -> 10.48.0.13:80
  -> 10.48.0.198:80
UDP  10.49.0.10:53
  -> 10.48.0.1:53
  -> 10.48.0.193:53
`;

type Port = readonly [
  name: string,
  protocol: 'TCP' | 'UDP',
  port: number,
  targetPort: number,
  nodePort?: number,
];

const services: readonly (readonly [
  name: string,
  ip: string,
  ports: readonly Port[],
  pods: readonly string[],
])[] = [
  ['default/kubernetes', '10.49.0.1', [['https', 'TCP', 443, 6443]], ['10.0.1.20']],
  [
    'kube-system/kube-dns',
    '10.49.0.10',
    [
      ['dns', 'UDP', 53, 53],
      ['dns-tcp', 'TCP', 53, 53],
      ['metrics', 'TCP', 9153, 9153],
    ],
    ['10.48.0.1', '10.48.0.193'],
  ],
  ['yaobank/customer', '10.49.160.175', [['http', 'TCP', 80, 80, 30180]], ['10.48.0.14']],
  ['yaobank/summary', '10.49.202.152', [['http', 'TCP', 80, 80]], ['10.48.0.13', '10.48.0.198']],
  ['yaobank/database', '10.49.119.221', [['http', 'TCP', 2379, 2379]], ['10.48.0.12']],
  [
    'default/service-nginx',
    '10.49.120.28',
    [['', 'TCP', 80, 80]],
    ['10.48.0.18', '10.48.0.201', '10.48.0.202'],
  ],
  ['default/three', '10.49.191.55', [['', 'TCP', 80, 80]], ['10.48.0.16', '10.48.0.17', '10.48.0.200']],
  ['default/one', '10.49.23.129', [['', 'TCP', 80, 80]], ['10.48.0.199']],
  ['tigera/api', '10.49.72.138', [['', 'TCP', 443, 8443]], ['10.0.1.30', '10.0.1.31']],
  [
    'calico-system/calico-kube-controllers-metrics',
    '10.49.97.116',
    [['', 'TCP', 9094, 9094]],
    ['10.48.0.192'],
  ],
  ['calico-apiserver/calico-api', '10.49.138.47', [['', 'TCP', 443, 5443]], ['10.48.0.3', '10.48.0.194']],
  ['calico-system/calico-typha', '10.49.149.29', [['', 'TCP', 5473, 5473]], ['10.0.1.30', '10.0.1.31']],
];

const nodes = `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  kubernetesVersion: "1.21"
  nodes:
  - name: control1
    interfaces:
    - { name: ens5, addresses: [10.0.1.20/24] }
  - name: worker1
    interfaces:
    - { name: ens5, addresses: [10.0.1.30/24] }
    - { name: docker0, addresses: [172.17.0.1/16] }
  - name: worker2
    interfaces:
    - { name: ens5, addresses: [10.0.1.31/24] }
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
clusterCIDR: 10.48.0.0/16
`;

const manifests = services.flatMap(([name, ip, ports, pods]) => {
  const metadata = { namespace: name.split('/')[0], name: name.split('/')[1] };
  const nodePort = ports.find((port) => port[4] !== undefined);
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
        clusterIP: ip,
        ports: ports.map(([portName, protocol, port, targetPort, node]) => ({
          name: portName,
          protocol,
          port,
          targetPort,
          nodePort: node,
        })),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [
        {
          addresses: pods.map((pod) => ({ ip: pod })),
          ports: ports.map(([portName, protocol, , port]) => ({ name: portName, protocol, port })),
        },
      ],
    },
  ];
});

test("the lab's table of virtual servers on worker1, in the order of the real tool", () => {
  const cluster = clusterFrom(nodes, ...manifests.map((manifest) => JSON.stringify(manifest)));
  const node = nodeNamed(cluster, 'worker1');
  if (node === undefined) throw new Error('the lab has a worker1');
  const { ipvs } = deriveKubeProxyIpvs(cluster, node, 4);
  const rows = renderIpvsadm(ipvs.virtualServers).slice(3);
  const names = rows.map(({ text }) => text.replace(/^( {2}-> |\w+ +)(\S+).*$/, '$1$2'));
  expect(names).toEqual(labTable.trim().split('\n'));
  const apiServer = rows.findIndex(({ text }) => text === 'TCP  10.49.0.1:443 rr');
  // What the lab prints of `ipvsadm -ln | grep -A1 10.49.0.1:443`.
  expect(rows[apiServer + 1]?.text).toBe(
    '  -> 10.0.1.20:6443               Masq    1      0          0         ',
  );
});
