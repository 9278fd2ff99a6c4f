import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clusterWhatIf } from '../../../test/kit/cluster.ts';
import { arrivals, told, type Flow } from '../../../test/kit/flows.ts';
import type { Cluster, WhatIf } from '../cluster/cluster.ts';

const folder = join(import.meta.dirname, '../../../samples/yaobank');
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const modes = ['iptables', 'ipvs', 'nftables'] as const;

/** The Yao Bank lab with some of its text replaced. */
function lab(whatIf: WhatIf, ...changes: readonly (readonly [from: string, to: string])[]): Cluster {
  const changed = files.map((file) => changes.reduce((text, [from, to]) => text.replace(from, to), file));
  return clusterWhatIf(whatIf, ...changed);
}

const local = ['type: NodePort', 'type: NodePort\n  externalTrafficPolicy: Local'] as const;
const customer = 'yaobank/customer-687b8d8f74-tcclp';
const customerAt = `${customer} 10.48.0.43:80`;
const summary1 = 'yaobank/summary-7d78c9976b-sxv4k 10.48.128.192:80';
const summary2 = 'yaobank/summary-7d78c9976b-wjdd5 10.48.128.1:80';

const everywhere: readonly Flow[] = [
  {
    name: 'node port, the pod on another node',
    from: 'bastion',
    to: '10.0.1.30:30180',
    expect: [`bastion worker1 worker2 → ${customerAt} as 10.0.1.30`],
  },
  {
    name: 'node port on the control plane',
    from: 'bastion',
    to: 'control1:30180/tcp',
    expect: [`bastion control1 worker2 → ${customerAt} as 10.0.1.20`],
  },
  {
    name: 'node port, the pod on this node',
    from: 'bastion',
    to: 'worker2:30180',
    expect: [`bastion worker2 → ${customerAt} as 10.0.1.31`],
  },
  {
    name: 'cluster IP through the announced range, over three next hops',
    from: 'bastion',
    to: 'service/customer',
    expect: [
      `1/3 bastion control1 worker2 → ${customerAt} as 10.0.1.20`,
      `1/3 bastion worker1 worker2 → ${customerAt} as 10.0.1.30`,
      `1/3 bastion worker2 → ${customerAt} as 10.0.1.31`,
    ],
  },
  {
    name: 'cluster IP of two pods: three next hops, two endpoints each',
    from: 'bastion',
    to: 'service/summary',
    expect: [
      `1/6 bastion control1 worker2 → ${summary2} as 10.0.1.20`,
      `1/6 bastion control1 worker1 → ${summary1} as 10.0.1.20`,
      `1/6 bastion worker1 worker2 → ${summary2} as 10.0.1.30`,
      `1/6 bastion worker1 → ${summary1} as 10.0.1.30`,
      `1/6 bastion worker2 → ${summary2} as 10.0.1.31`,
      `1/6 bastion worker2 worker1 → ${summary1} as 10.0.1.31`,
    ],
  },
  {
    name: 'a pod to its own service',
    from: customer,
    to: 'http://customer/',
    expect: [`${customer} worker2 → ${customerAt} as 10.0.1.31`],
  },
  {
    name: 'a pod to another service keeps its address',
    from: customer,
    to: 'summary.yaobank.svc.cluster.local:80',
    expect: [
      `1/2 ${customer} worker2 → ${summary2} as 10.48.0.43`,
      `1/2 ${customer} worker2 worker1 → ${summary1} as 10.48.0.43`,
    ],
  },
  {
    name: 'a node to a cluster IP',
    from: 'worker1',
    to: 'customer.yaobank',
    expect: [`worker1 worker2 → ${customerAt} as 10.0.1.30`],
  },
  {
    name: 'a pod to a pod, past all services',
    from: customer,
    to: 'pod/summary-7d78c9976b-sxv4k',
    expect: [`${customer} worker2 worker1 → ${summary1} as 10.48.0.43`],
  },
  {
    name: 'a node to itself',
    from: 'worker1',
    to: '10.0.1.30:22',
    expect: ['→ worker1 10.0.1.30:22 as 10.0.1.30'],
  },
  {
    name: 'outside, nobody knows',
    from: 'worker1',
    to: '192.0.2.1:443',
    expect: ['worker1: unknown, no file says where 10.0.1.1 sends packets for 192.0.2.1'],
  },
  {
    name: 'on the link, nobody there',
    from: 'worker1',
    to: '10.0.1.77:443',
    expect: ['worker1: unknown, no file says who has 10.0.1.77, on the link of ens5'],
  },
];

describe.each(modes)('the lab in %s mode', (proxyMode) => {
  const cluster = lab({ proxyMode });
  test.each(everywhere)('$name', ({ from, to, expect: wanted }) => {
    expect([...arrivals(cluster, from, to)].sort()).toEqual([...wanted].sort());
  });
});

describe('externalTrafficPolicy Local', () => {
  const dropped = 'dropped, filter KUBE-EXTERNAL-SERVICES rule 1';
  const flows: readonly Flow[] = [
    {
      name: 'a node without an endpoint drops',
      from: 'bastion',
      to: '10.0.1.20:30180',
      expect: [`bastion control1: ${dropped}`],
    },
    {
      name: 'so does the next',
      from: 'bastion',
      to: '10.0.1.30:30180',
      expect: [`bastion worker1: ${dropped}`],
    },
    {
      name: 'the node with the endpoint keeps the client',
      from: 'bastion',
      to: '10.0.1.31:30180',
      expect: [`bastion worker2 → ${customerAt} as 10.0.1.10`],
    },
    {
      name: 'only that node announces the cluster IP, and masquerades all the same',
      from: 'bastion',
      to: '10.49.60.52:80',
      expect: [`bastion worker2 → ${customerAt} as 10.0.1.31`],
    },
    {
      name: 'a node reaches its own node port without a local endpoint',
      from: 'worker1',
      to: '10.0.1.30:30180',
      expect: [`worker1 worker2 → ${customerAt} as 10.0.1.30`],
    },
    {
      name: 'a pod reaches the node port of any node',
      from: 'yaobank/summary-7d78c9976b-sxv4k',
      to: '10.0.1.30:30180',
      expect: [`yaobank/summary-7d78c9976b-sxv4k worker1 worker2 → ${customerAt} as 10.48.128.192`],
    },
  ];
  test.each(flows)('$name', ({ from, to, expect: wanted }) => {
    expect(arrivals(lab({}, local), from, to)).toEqual(wanted);
  });

  test('nftables mode drops as well', () => {
    expect(arrivals(lab({ proxyMode: 'nftables' }, local), 'bastion', '10.0.1.20:30180')).toEqual([
      'bastion control1: dropped, kube-proxy nodeport-endpoints-check rule 1',
    ]);
  });

  test('IPVS mode passes on without masquerading, and the answer goes past the node that translated', () => {
    const cluster = lab({ proxyMode: 'ipvs' }, local);
    expect(arrivals(cluster, 'bastion', '10.0.1.31:30180')).toEqual([
      `bastion worker2 → ${customerAt} as 10.0.1.10`,
    ]);
    expect(told(cluster, 'bastion', '10.0.1.30:30180')).toEqual([
      `Delivered to ${customerAt}, but the answer is lost`,
      'Timeout: the answer comes from 10.48.0.43:80, but 10.0.1.30:30180 was asked: the node that translated the destination does not see the answer.',
      'externalTrafficPolicy is Local, and the node without an endpoint passed the packet on without masquerading.',
    ]);
  });
});

describe('in words', () => {
  test('delivered, masqueraded', () => {
    expect(told(lab({}), 'bastion', '10.0.1.30:30180')).toEqual([
      `Delivered to ${customerAt}`,
      "Connected as source 10.0.1.30: masquerading hides the client's address 10.0.1.10.",
      'yaobank/customer opens a node port with externalTrafficPolicy Cluster, the default.',
    ]);
  });

  test('delivered, kept', () => {
    expect(told(lab({}, local), 'bastion', '10.0.1.31:30180')).toEqual([
      `Delivered to ${customerAt}`,
      "Connected as source 10.0.1.10: the client's own address is kept.",
      'yaobank/customer opens a node port with externalTrafficPolicy Local.',
    ]);
  });

  test('dropped', () => {
    expect(told(lab({}, local), 'bastion', '10.0.1.20:30180')).toEqual([
      'Dropped on control1 by filter KUBE-EXTERNAL-SERVICES rule 1',
      'Timeout: nothing comes back to the client.',
      'externalTrafficPolicy is Local, and yaobank/customer has no ready endpoint on control1; its only one is 10.48.0.43 on worker2.',
    ]);
  });

  test('a cluster IP from outside', () => {
    expect(told(lab({}), 'bastion', 'service/customer').slice(1)).toEqual([
      "Connected as source 10.0.1.20: masquerading hides the client's address 10.0.1.10.",
      "The client is none of the cluster's pods, and kube-proxy masquerades what others send to a cluster IP.",
    ]);
  });

  test('a pod to itself', () => {
    expect(told(lab({}), customer, 'service/customer').at(-1)).toBe(
      'The pod reaches itself through its service: without masquerading it would answer itself directly.',
    );
  });

  test('a machine of which nobody knows what listens', () => {
    expect(told(lab({}), 'bastion', '10.0.1.30:22')).toEqual([
      'Delivered to worker1 10.0.1.30:22',
      'The packet reaches worker1. No file says whether a process listens on port 22 there: connected if one does, connection refused if none does.',
    ]);
  });

  test('no route', () => {
    const withoutGateway = lab({}, ['  - name: bastion\n    gateway: 10.0.1.1\n', '  - name: bastion\n']);
    expect(told(withoutGateway, 'bastion', '192.0.2.1:80')).toEqual([
      'No route on bastion',
      'Network is unreachable: bastion has no route to 192.0.2.1.',
    ]);
  });

  test('without an announcement nobody knows where a cluster IP goes', () => {
    const silent = lab({}, ['kind: BGPConfiguration', 'kind: Nothing']);
    expect(told(silent, 'bastion', 'service/customer')).toEqual([
      'Unknown after bastion',
      'No file says where 10.0.1.1 sends packets for 10.49.60.52.',
    ]);
  });
});

describe('loopback', () => {
  const flow = (cluster: Cluster): readonly string[] => arrivals(cluster, 'worker1', 'localhost:30180');
  const nobody =
    'worker1: rejected, no rule took it, and nobody listens on the node port of yaobank/customer itself';
  const setting = (text: string): Cluster => lab({}, ['    mode: ""', `    mode: ""\n    ${text}`]);
  test('iptables mode opens node ports on 127.0.0.1', () => {
    expect(flow(lab({}))).toEqual([`worker1 worker2 → ${customerAt} as 10.0.1.30`]);
  });
  test('unless told not to', () => {
    expect(flow(setting('iptables: { localhostNodePorts: false }'))).toEqual([nobody]);
  });
  test.each(['ipvs', 'nftables'] as const)('%s mode does not', (proxyMode) => {
    expect(flow(lab({ proxyMode }))).toEqual([nobody]);
  });
});
