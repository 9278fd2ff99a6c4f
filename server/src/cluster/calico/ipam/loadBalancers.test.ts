import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../../test/kit/cluster.ts';
import { announcements } from '../../../dataplane/routing/announcements.ts';
import type { Cluster } from '../../cluster.ts';

const calico = (kind: string, name: string, spec: string): string => `
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;

const service = (name: string, spec = '', metadata = '', status = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}${metadata} }
spec: { type: LoadBalancer, ports: [{ port: 80 }]${spec} }
${status}
`;

const pods = calico('IPPool', 'pods', '{ cidr: 10.48.0.0/16 }');
const balancers = calico('IPPool', 'lb', '{ cidr: 203.0.113.0/24, allowedUses: [LoadBalancer] }');

const addressesOf = (cluster: Cluster, name: string): readonly string[] =>
  cluster.services
    .find((candidate) => candidate.name === name)
    ?.loadBalancerIngress.map(({ ip }) => ip.value) ?? [];

describe('a load balancer', () => {
  test.each([
    ['gets an address of the pool that is for it', service('web'), /^203\.0\.113\.\d+$/],
    [
      'keeps the one that its status says',
      service('web', '', '', 'status: { loadBalancer: { ingress: [{ ip: 198.51.100.7 }] } }'),
      /^198\.51\.100\.7$/,
    ],
    [
      'gets the one that it asks for',
      service('web', '', `, annotations: { projectcalico.org/loadBalancerIPs: '["203.0.113.9"]' }`),
      /^203\.0\.113\.9$/,
    ],
    ['of another class gets none', service('web', ', loadBalancerClass: metallb'), /^$/],
    [
      'that asks for another pool gets none',
      service('web', '', `, annotations: { projectcalico.org/ipv4pools: '["gone"]' }`),
      /^$/,
    ],
  ])('%s', (_title, manifest, expected) => {
    expect(addressesOf(clusterFrom(pods, balancers, manifest), 'web').join()).toMatch(expected);
  });

  test('gets none without such a pool', () => {
    expect(addressesOf(clusterFrom(pods, service('web')), 'web')).toEqual([]);
  });

  test('gets none unasked where only those that ask are served', () => {
    const only = calico(
      'KubeControllersConfiguration',
      'default',
      '{ controllers: { loadBalancer: { assignIPs: RequestedServicesOnly } } }',
    );
    const cluster = clusterFrom(
      pods,
      balancers,
      only,
      service('web'),
      service('asks', ', loadBalancerClass: calico'),
    );
    expect(addressesOf(cluster, 'web')).toEqual([]);
    expect(addressesOf(cluster, 'asks')).toHaveLength(1);
  });
});

test('its address is announced where the BGPConfiguration covers it', () => {
  const cluster = clusterFrom(
    pods,
    balancers,
    calico(
      'BGPConfiguration',
      'default',
      '{ serviceLoadBalancerIPs: [{ cidr: 203.0.113.0/24 }], serviceLoadBalancerAggregation: Disabled }',
    ),
    service('web', ', selector: { app: web }'),
    `
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { nodeName: worker1 }
`,
  );
  const [address] = addressesOf(cluster, 'web');
  expect(announcements(cluster, 'worker1').map(({ prefix }) => prefix)).toContain(`${address ?? ''}/32`);
});
