import { describe, expect, test } from 'vitest';
import { clusterFrom, resourcesFrom } from '../../../../../test/kit/cluster.ts';
import { buildCluster, nodeNamed } from '../../../cluster/build.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Origin } from '../../../origin/origin.ts';
import { renderIpvsState } from '../../render/ipvsState.ts';
import { toText } from '../../render/rendered.ts';
import { deriveKubeProxyIpvs } from './ipvs.ts';

interface Setting {
  readonly version?: string;
  readonly config?: string;
  readonly protocol?: string;
  /** More of the Service's spec, as YAML flow pairs. */
  readonly spec?: string;
  readonly ingress?: string;
  readonly endpoints?: string;
  readonly nodeAddresses?: string;
}

const readyHere = '{ addresses: [10.48.0.43], nodeName: worker1 }';
const readyThere = '{ addresses: [10.48.128.17], nodeName: worker2 }';

/** One service `shop/web` with cluster IP 10.49.40.3, seen from worker1. */
const manifests = (setting: Setting): readonly string[] => [
  `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: test }
spec:
  kubernetesVersion: "${setting.version ?? '1.30'}"
  nodes:
  - name: worker1
    interfaces:
    - { name: lo, addresses: [127.0.0.1/8] }
    - { name: eth0, addresses: [${setting.nodeAddresses ?? '10.0.1.30/24'}] }
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
clusterCIDR: 10.48.0.0/16
${setting.config ?? ''}
`,
  `
apiVersion: v1
kind: Service
metadata: { namespace: shop, name: web }
spec: {
  type: LoadBalancer, clusterIP: 10.49.40.3,
  ports: [{ name: http, protocol: ${setting.protocol ?? 'TCP'}, port: 80, targetPort: 8080, nodePort: 31004 }],
  ${setting.spec ?? ''}
}
status: { loadBalancer: { ingress: [${setting.ingress ?? '{ ip: 203.0.113.13 }'}] } }
`,
  `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: shop, name: web-1, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: http, port: 8080, protocol: TCP }]
endpoints: [${setting.endpoints ?? `${readyHere}, ${readyThere}`}]
`,
];

const derive = (cluster: Cluster, family: 4 | 6 = 4): ReturnType<typeof deriveKubeProxyIpvs> => {
  const node = nodeNamed(cluster, 'worker1');
  if (node === undefined) throw new Error('the cluster has a worker1');
  return deriveKubeProxyIpvs(cluster, node, family);
};

const textOf = (cluster: Cluster, family: 4 | 6 = 4): string => {
  const { ipvs, ruleset } = derive(cluster, family);
  return toText(renderIpvsState(ipvs, ruleset));
};

const lines = (setting: Setting): readonly string[] => textOf(clusterFrom(...manifests(setting))).split('\n');

interface Expectation extends Setting {
  readonly name: string;
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
}

const barred =
  '-A KUBE-IPVS-OUT-FILTER -s 203.0.113.13/32 -m ipvs --vproto 6 --vaddr 203.0.113.13 --vport 80 -j DROP';
const markDrop = '-A KUBE-FIREWALL -j KUBE-MARK-DROP';

/** What no golden file shows: worked out from the real program's source. */
const readFromSource: readonly Expectation[] = [
  {
    name: '1.19 clears the mark before it masquerades, after the hairpin rule',
    version: '1.19',
    has: [
      '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
      '# sysctl net/ipv4/conf/all/route_localnet=1',
    ],
    lacks: [':KUBE-PROXY-FIREWALL - [0:0]'],
  },
  {
    name: '1.24 falls back under policy Local, and still leaves dropping to the kubelet',
    version: '1.24',
    spec: 'externalTrafficPolicy: Local',
    endpoints: readyThere,
    has: [markDrop, 'TCP  203.0.113.13:80 rr', '  -> 10.48.128.17:8080 Masq 1 0 0'],
  },
  {
    name: '1.23 does not fall back',
    version: '1.23',
    spec: 'externalTrafficPolicy: Local, internalTrafficPolicy: Local',
    endpoints: readyThere,
    lacks: ['  -> 10.48.128.17:8080 Masq 1 0 0'],
  },
  {
    name: '1.31 keeps the node from a load balancer whose ranges leave it out',
    version: '1.31',
    spec: 'loadBalancerSourceRanges: [198.51.100.0/24]',
    has: [barred],
  },
  {
    name: 'a range that holds the node lets it in',
    version: '1.31',
    spec: 'loadBalancerSourceRanges: [198.51.100.0/24, 10.0.0.0/8]',
    has: [
      'add KUBE-LOAD-BALANCER-SOURCE-IP 203.0.113.13,tcp:80,203.0.113.13',
      '-A KUBE-SOURCE-RANGES-FIREWALL -m comment --comment "Kubernetes service load balancer ip + port + source IP for packet filter purpose" -m set --match-set KUBE-LOAD-BALANCER-SOURCE-IP dst,dst,src -j RETURN',
    ],
    lacks: [barred],
  },
  {
    name: 'the scheduler mh hashes ports from 1.27 on',
    version: '1.27',
    config: 'ipvs: { scheduler: mh }',
    has: ['TCP  10.49.40.3:80 mh (mh-port)'],
  },
  {
    name: 'and not before',
    version: '1.26',
    config: 'ipvs: { scheduler: mh }',
    has: ['TCP  10.49.40.3:80 mh'],
  },
  {
    name: 'an address of the node is not bound again from 1.28 on',
    version: '1.28',
    ingress: '{ ip: 10.0.1.30 }',
    has: ['TCP  10.0.1.30:80 rr'],
    lacks: ['add KUBE-IPVS-IPS 10.0.1.30'],
  },
  {
    name: 'and was before',
    version: '1.27',
    ingress: '{ ip: 10.0.1.30 }',
    has: ['add KUBE-IPVS-IPS 10.0.1.30'],
  },
  {
    name: 'SCTP node ports are kept with each address of the node',
    protocol: 'SCTP',
    spec: 'externalTrafficPolicy: Local',
    nodeAddresses: '10.0.1.30/24, 172.17.0.1/16',
    has: [
      'SCTP 10.0.1.30:31004 rr',
      'add KUBE-NODE-PORT-SCTP-HASH 10.0.1.30,sctp:31004',
      'add KUBE-NODE-PORT-LOCAL-SCTP-HASH 172.17.0.1,sctp:31004',
      `-A KUBE-NODE-PORT -p sctp -m comment --comment "Kubernetes nodeport SCTP port for masquerade purpose with type \\'hash ip:port\\'" -m set --match-set KUBE-NODE-PORT-SCTP-HASH dst,dst -j KUBE-MARK-MASQ`,
    ],
  },
  {
    name: 'without an address for node ports the health check port is lost too',
    config: 'nodePortAddresses: [127.0.0.0/8]',
    spec: 'externalTrafficPolicy: Local, healthCheckNodePort: 32100',
    has: ['TCP  203.0.113.13:80 rr'],
    lacks: [
      'add KUBE-HEALTH-CHECK-NODE-PORT 32100',
      'add KUBE-NODE-PORT-TCP 31004',
      'TCP  127.0.0.1:31004 rr',
    ],
  },
  {
    name: 'policy Local of external IPs needs its gate in 1.18',
    version: '1.18',
    config: 'featureGates: { ExternalPolicyForExternalIP: true }',
    spec: 'externalTrafficPolicy: Local, externalIPs: [192.0.2.80]',
    has: ['add KUBE-EXTERNAL-IP-LOCAL 192.0.2.80,tcp:80'],
    lacks: ['add KUBE-EXTERNAL-IP 192.0.2.80,tcp:80'],
  },
];

describe('read from the source', () => {
  test.each(readFromSource)('$name', ({ has = [], lacks = [], ...setting }) => {
    const all = lines(setting);
    expect(has.filter((line) => !all.includes(line))).toEqual([]);
    expect(lacks.filter((line) => all.includes(line))).toEqual([]);
  });
});

test('excluded ranges only keep kube-proxy from the virtual servers of others', () => {
  const excluding = { config: 'ipvs: { excludeCIDRs: [10.49.0.0/16] }' };
  expect(lines(excluding)).toEqual(lines({}));
});

const full: Setting = {
  spec: 'sessionAffinity: ClientIP, externalIPs: [192.0.2.80], loadBalancerSourceRanges: [198.51.100.0/24, 10.0.1.0/24]',
};

test('the order of files does not matter', () => {
  const texts = manifests(full);
  expect(textOf(clusterFrom(...texts.toReversed()))).toBe(textOf(clusterFrom(...texts)));
});

test('every server, member and bound address leads to a manifest', () => {
  const { ipvs, ruleset } = derive(clusterFrom(...manifests(full)));
  const leads = (because: Origin): boolean => because.some(({ kind }) => kind === 'manifest');
  const stray = [
    ...ipvs.virtualServers.flatMap((server) => [server, ...server.realServers]),
    ...ipvs.ipSets.flatMap(({ members }) => members),
    ...ipvs.boundAddresses,
  ].filter(({ because }) => !leads(because));
  expect(stray).toEqual([]);
  // Rules speak of sets: they are kube-proxy's own, and say what they are for.
  const rules = ruleset.tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules));
  expect(rules.filter(({ because }) => because.every(({ kind }) => kind === 'assumption'))).toEqual([]);
});

test('what belongs to an untouched service keeps its identity', () => {
  const other = `
apiVersion: v1
kind: Service
metadata: { namespace: shop, name: other }
spec: { clusterIP: 10.49.40.9, ports: [{ port: 81 }] }
`;
  const kept = resourcesFrom(...manifests(full));
  const before = derive(buildCluster(kept)).ipvs.virtualServers;
  const after = derive(buildCluster([...kept, ...resourcesFrom('', '', '', other)])).ipvs.virtualServers;
  expect(after).toHaveLength(before.length + 1);
  expect(before.filter((server) => !after.includes(server))).toEqual([]);
});
