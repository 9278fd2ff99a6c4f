import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../test/kit/cluster.ts';
import { findDestination, findSender } from './destination.ts';
import { endpoint } from './packet.ts';
import { stationName } from './station.ts';
import { tracePacket } from './trace.ts';

const cluster = clusterFrom(`
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  clusterIPs: [10.49.0.1, "fd10::1"]
  clusterIP: 10.49.0.1
  ipFamilyPolicy: PreferDualStack
  ipFamilies: [IPv4, IPv6]
  selector: { app: web }
  ports:
  - { name: http, port: 80, targetPort: 8080 }
  - { name: dns, port: 53, protocol: UDP }
---
apiVersion: v1
kind: Service
metadata: { name: one, namespace: shop }
spec: { clusterIP: 10.49.0.2, ports: [{ port: 8443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: one, namespace: other }
spec: { clusterIP: 10.49.0.3, ports: [{ port: 8443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: pods, namespace: shop }
spec: { clusterIP: None, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: alias, namespace: shop }
spec: { type: ExternalName, externalName: example.org }
---
apiVersion: v1
kind: Pod
metadata: { name: web-1, namespace: shop, labels: { app: web } }
spec: { nodeName: worker1, containers: [{ name: web, ports: [{ containerPort: 8080, name: http }] }] }
status: { podIP: 10.48.0.9, podIPs: [{ ip: 10.48.0.9 }, { ip: "fd48::9" }] }
---
apiVersion: v1
kind: Pod
metadata: { name: agent, namespace: kube-system }
spec: { nodeName: worker2, hostNetwork: true, containers: [{ name: agent }] }
`);

const sender = (name: string): string => {
  const found = findSender(cluster, name);
  return 'problem' in found
    ? `${found.problem} ${found.choices.join(' ')}`
    : `${found.at.kind} ${stationName(found.at)} ${found.address ?? ''}`.trim();
};

const destination = (text: string, from = 'bastion', family?: 4 | 6): string => {
  const at = findSender(cluster, from);
  if ('problem' in at) return at.problem;
  const found = findDestination(cluster, text, at.at, family);
  return 'problem' in found
    ? `${found.problem} ${found.choices.join(' ')}`.trim()
    : `${endpoint(found.ip, found.port)}/${found.protocol}`;
};

test.each([
  ['bastion', 'external bastion'],
  ['worker1', 'node worker1'],
  ['10.0.1.30', 'node worker1 10.0.1.30'],
  ['shop/web-1', 'pod shop/web-1'],
  ['pod/shop/web-1', 'pod shop/web-1'],
  ['web-1', 'pod shop/web-1'],
  ['10.48.0.9', 'pod shop/web-1 10.48.0.9'],
  ['kube-system/agent', 'node worker2'],
  [
    'elsewhere',
    'There is no host, node or pod elsewhere to send the packet. bastion control1 worker1 worker2 kube-system/agent shop/web-1',
  ],
  ['', 'Nobody is named who sends the packet. bastion control1 worker1 worker2 kube-system/agent shop/web-1'],
])('sender %s', (name, expected) => {
  expect(sender(name)).toBe(expected);
});

describe('destinations', () => {
  test.each([
    ['10.0.1.30:30080', '10.0.1.30:30080/tcp'],
    ['10.0.1.30:30080/udp', '10.0.1.30:30080/udp'],
    ['10.0.1.30:30080/SCTP', '10.0.1.30:30080/sctp'],
    ['[fd10::1]:80', '[fd10::1]:80/tcp'],
    ['worker2:30080', '10.0.1.31:30080/tcp'],
    ['node/worker2:30080', '10.0.1.31:30080/tcp'],
    ['bastion:22', '10.0.1.10:22/tcp'],
    ['localhost:30080', '127.0.0.1:30080/tcp'],
    ['service/web:http', '10.49.0.1:80/tcp'],
    ['service/web:80', '10.49.0.1:80/tcp'],
    ['service/web:dns', '10.49.0.1:53/udp'],
    ['service/web/udp', '10.49.0.1:53/udp'],
    ['svc/shop/web:http', '10.49.0.1:80/tcp'],
    ['service/shop/one', '10.49.0.2:8443/tcp'],
    ['service/web:81', '10.49.0.1:81/tcp'],
    ['web.shop:http', '10.49.0.1:80/tcp'],
    ['web.shop.svc:80', '10.49.0.1:80/tcp'],
    ['web.shop.svc.cluster.local.:80', '10.49.0.1:80/tcp'],
    ['http://web.shop/path?a=1', '10.49.0.1:80/tcp'],
    ['https://me@one.other:8443', '10.49.0.3:8443/tcp'],
    ['http://10.0.1.30:30080', '10.0.1.30:30080/tcp'],
    ['pod/web-1', '10.48.0.9:8080/tcp'],
    ['pod/shop/web-1:http', '10.48.0.9:8080/tcp'],
    ['pod/shop/web-1:9', '10.48.0.9:9/tcp'],
    ['shop/web-1:9', '10.48.0.9:9/tcp'],
    ['10-48-0-9.shop.pod.cluster.local:80', '10.48.0.9:80/tcp'],
  ])('%s', (text, expected) => {
    expect(destination(text)).toBe(expected);
  });

  test('inside a pod a bare name is a service of its namespace', () => {
    expect(destination('one:8443', 'shop/web-1')).toBe('10.49.0.2:8443/tcp');
    expect(destination('service/one', 'shop/web-1')).toBe('10.49.0.2:8443/tcp');
  });

  test('the family decides between addresses', () => {
    expect(destination('service/web:http', 'bastion', 6)).toBe('[fd10::1]:80/tcp');
    expect(destination('pod/web-1', 'bastion', 6)).toBe('[fd48::9]:8080/tcp');
    expect(destination('localhost:80', 'worker1', 6)).toBe('[::1]:80/tcp');
  });

  test.each([
    ['service/web', 'shop/web has several ports: say which. service/shop/web:http service/shop/web:dns'],
    ['service/web:ssh', 'shop/web has no port ssh. service/shop/web:http service/shop/web:dns'],
    ['service/one', 'There are 2 Services one. service/other/one service/shop/one'],
    [
      'service/none',
      'There is no Service none. service/other/one service/shop/alias service/shop/one service/shop/pods service/shop/web',
    ],
    ['service/pods', 'shop/pods is headless: its name stands for its pods. pod/shop/web-1'],
    ['alias.shop:80', 'shop/alias is an ExternalName: an alias, without an address of its own.'],
    ['pod/none', 'There is no pod none. pod/kube-system/agent pod/shop/web-1'],
    [
      '10.49.0.1',
      '10.49.0.1 names no port from 1 to 65535: write it as 10.49.0.1:PORT. 10.49.0.1:80/tcp 10.49.0.1:53/udp',
    ],
    [
      '10.49.0.1:99999',
      '10.49.0.1:99999 names no port from 1 to 65535: write it as 10.49.0.1:PORT. 10.49.0.1:80/tcp 10.49.0.1:53/udp',
    ],
  ])('no answer: %s', (text, expected) => {
    expect(destination(text)).toBe(expected);
  });

  test.each(['', 'nowhere', 'nowhere:80', 'a.b.c.d:80', '[]:80', ':', '://', 'service/', '/tcp'])(
    'nothing is thrown at %j',
    (text) => {
      expect(destination(text)).toMatch(/^(There is no|Nothing says|.* names no port)/);
    },
  );
});

test('whatever is asked, there is an answer or a reason', () => {
  const words = fc.constantFrom(
    ...[
      'bastion',
      'worker1',
      'shop/web-1',
      '10.0.1.30',
      'fd10::1',
      'service/',
      'pod/',
      'web',
      ':',
      '/',
      '80',
      '[',
      ']',
    ],
    ...['/tcp', 'http://', '.shop', '.svc.cluster.local', 'localhost', '@', '0', '-', ' ', '..'],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 5 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, text, (from, to) => {
      const answer = tracePacket(cluster, { from, to });
      expect('problem' in answer ? answer.problem : answer.journeys[0].verdict).not.toBe('');
    }),
    { numRuns: 500 },
  );
});
