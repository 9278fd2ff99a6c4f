import { describe, expect, test } from 'vitest';
import { goldenScenarios } from '../../../test/golden/kube-proxy/load.ts';
import { clusterWhatIf } from '../../../test/kit/cluster.ts';
import { arrivals, told, type Flow } from '../../../test/kit/flows.ts';
import type { Cluster, WhatIf } from '../cluster/cluster.ts';
import { tracePacket, type Trace } from './trace.ts';

const modes = ['iptables', 'ipvs', 'nftables'] as const;

/** A cluster that the real kube-proxy was run on; outside addresses lead to worker1. */
function golden(name: string, whatIf: WhatIf = {}): Cluster {
  const scenario = goldenScenarios().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return clusterWhatIf(whatIf, scenario.manifests, scenario.cluster, announced);
}

const announced = `
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: { name: default }
spec:
  serviceClusterIPs: [{ cidr: 10.49.0.0/16 }]
  serviceExternalIPs: [{ cidr: 192.0.2.0/24 }]
  serviceLoadBalancerIPs: [{ cidr: 203.0.113.0/24 }]
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: { name: bastion }
spec: { peerIP: 10.0.1.10, asNumber: 64512, nodeSelector: kubernetes.io/hostname == "worker1" }
`;

/** Every address and port of every service. */
const doorsOf = ({ services, nodes }: Cluster): readonly string[] =>
  services.flatMap(({ clusterIPs, externalIPs, loadBalancerIngress, ports }) =>
    ports.flatMap(({ port, nodePort, protocol }) => [
      ...[...clusterIPs, ...externalIPs, ...loadBalancerIngress.map(({ ip }) => ip)].map(({ value }) =>
        doorText(value, port, protocol),
      ),
      ...(nodePort === undefined
        ? []
        : nodes.flatMap(({ addresses }) =>
            addresses.map(({ value }) => doorText(value, nodePort.value, protocol)),
          )),
    ]),
  );

const doorText = (address: string, port: number, protocol: string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${String(port)}/${protocol}`;

describe.each(modes)('everything that kube-proxy writes in %s mode can be followed', (proxyMode) => {
  test.each(goldenScenarios().map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    (_name, scenario) => {
      for (const kubernetesVersion of scenario.versions(proxyMode).filter((version) => shapes.has(version))) {
        const whatIf = { proxyMode, kubernetesVersion };
        const cluster = clusterWhatIf(whatIf, scenario.manifests, scenario.cluster, announced);
        for (const to of doorsOf(cluster))
          for (const from of ['bastion', scenario.node]) {
            const trace = tracePacket(cluster, { from, to });
            if (!('problem' in trace)) expectFollowed(trace, `${kubernetesVersion} ${from} ${to}`);
          }
      }
    },
  );
});

/** Versions whose rules have a shape of their own. */
const shapes: ReadonlySet<string> = new Set(['1.18', '1.21', '1.23', '1.29', '1.30']);

/** No rule stops the trace for want of understanding, and nothing is lost between the branches. */
function expectFollowed({ journeys, leftOut }: Trace, name: string): void {
  const notUnderstood = journeys.flatMap(({ stop }) =>
    stop?.kind === 'unknown' && stop.rule !== undefined ? [`${stop.rule}: ${stop.reason}`] : [],
  );
  expect(notUnderstood, name).toEqual([]);
  const total = journeys.reduce((sum, { probability }) => sum + probability, leftOut.probability);
  expect(total, name).toBeCloseTo(1, 6);
}

describe('load balancers and external addresses', () => {
  const through = (address: string, as: string): string => `bastion worker1 → 10.48.0.43 ${address} as ${as}`;
  const flows: readonly (Flow & { readonly scenario: string })[] = [
    {
      name: 'a load balancer address: masqueraded, every endpoint',
      scenario: 'lb-ip',
      from: 'bastion',
      to: '203.0.113.10:443',
      expect: [
        `1/3 ${through('10.48.0.43:8443', '10.0.1.30')}`,
        '1/3 bastion worker1 → 10.48.0.7 10.48.0.7:8443 as 10.0.1.30',
        '1/3 bastion worker1 worker2 → 10.48.128.17 10.48.128.17:8443 as 10.0.1.30',
      ],
    },
    {
      name: 'an external address',
      scenario: 'externalips',
      from: 'bastion',
      to: '192.0.2.81:80',
      expect: [
        `1/2 ${through('10.48.0.43:8080', '10.0.1.30')}`,
        '1/2 bastion worker1 worker2 → 10.48.128.17 10.48.128.17:8080 as 10.0.1.30',
      ],
    },
    {
      name: 'a cluster IP without endpoints is refused where it is forwarded',
      scenario: 'no-endpoints',
      from: 'bastion',
      to: 'service/orphan',
      expect: ['bastion worker1: rejected, filter KUBE-SERVICES rule 1'],
    },
    {
      name: 'and where it is sent',
      scenario: 'no-endpoints',
      from: 'worker1',
      to: 'service/orphan',
      expect: ['worker1: rejected, filter KUBE-SERVICES rule 1'],
    },
    {
      name: 'source ranges drop others',
      scenario: 'lb-sourceranges',
      from: 'bastion',
      to: '203.0.113.13:443',
      expect: ['bastion worker1: dropped, filter KUBE-PROXY-FIREWALL rule 1'],
    },
    {
      name: 'policy Local on the node with an endpoint',
      scenario: 'lb-etp-local-healthcheck',
      from: 'bastion',
      to: '203.0.113.15:443',
      expect: ['bastion worker1 → 10.48.0.43 10.48.0.43:8443 as 10.0.1.10'],
    },
  ];
  test.each(flows)('$name', ({ scenario, from, to, expect: wanted }) => {
    expect(arrivals(golden(scenario), from, to)).toEqual(wanted);
  });
});

describe('in words', () => {
  test('no endpoints', () => {
    expect(told(golden('no-endpoints'), 'worker1', 'service/orphan')).toEqual([
      'Rejected on worker1 by filter KUBE-SERVICES rule 1',
      'Connection refused.',
      'shop/orphan has no ready endpoint.',
    ]);
  });

  test('source ranges', () => {
    expect(told(golden('lb-sourceranges'), 'bastion', '203.0.113.13:443').at(-1)).toBe(
      'loadBalancerSourceRanges of shop/admin does not hold 10.0.1.10.',
    );
  });

  test('session affinity', () => {
    const trace = tracePacket(golden('affinity-clientip'), { from: 'worker1', to: 'service/session' });
    const notes = 'problem' in trace ? [] : trace.journeys[0].there.flatMap(({ steps }) => steps);
    expect(notes.flatMap((step) => ('note' in step ? (step.note ?? []) : []))).toEqual([
      expect.stringMatching(
        /^the client is written down in the list KUBE-SEP-\w+: its next connections come here$/,
      ),
    ]);
  });
});
