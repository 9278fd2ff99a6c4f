import { describe, expect, test } from 'vitest';
import { openFixture } from '../../../../test/kit/editor.ts';
import { knownVersions } from '../../dataplane/kubeProxy/versions.ts';
import { toText } from '../../dataplane/render/rendered.ts';
import type { DocUri, Position } from '../../text/span.ts';
import { dataplaneText } from '../dataplaneText.ts';
import { hoverInDump } from './answerDump.ts';

/** Everything that gives a service port chains and sets of its own, in both families. */
const everything = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  type: LoadBalancer
  clusterIPs: [10.49.1.1, "fd00:49::1"]
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: RequireDualStack
  externalTrafficPolicy: Local
  internalTrafficPolicy: Local
  sessionAffinity: ClientIP
  healthCheckNodePort: 30999
  externalIPs: [192.0.2.7, "2001:db8::7"]
  loadBalancerSourceRanges: [192.0.2.0/24, "2001:db8::/64"]
  ports:
  - { name: http, port: 80, nodePort: 30080 }
  - { name: dns, port: 53, protocol: UDP, nodePort: 30053 }
  - { name: sctp, port: 99, protocol: SCTP, nodePort: 30099 }
status: { loadBalancer: { ingress: [{ ip: 198.51.100.1 }, { ip: "2001:db8::1" }] } }
---
apiVersion: v1
kind: Service
metadata: { name: plain, namespace: shop }
spec:
  type: NodePort
  clusterIPs: [10.49.1.2, "fd00:49::2"]
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: RequireDualStack
  ports: [{ port: 80, nodePort: 30081 }]
---
apiVersion: v1
kind: Service
metadata: { name: none, namespace: shop }
spec: { clusterIP: 10.49.1.3, ports: [{ port: 80 }] }
${['web', 'plain']
  .flatMap((name) => [
    [name, 'IPv4', '010.48.0.5', '10.48.0.6'],
    [name, 'IPv6', 'FD00:48::5', 'fd00:48::6'],
  ])
  .map(
    ([name, type, local, remote]) => `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-${type}, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
addressType: ${type}
ports:
${name === 'plain' ? '- { port: 80 }' : '- { name: http, port: 80 }\n- { name: dns, port: 53, protocol: UDP }\n- { name: sctp, port: 99, protocol: SCTP }'}
endpoints:
- { addresses: ["${local}"], nodeName: worker1 }
- { addresses: ["${remote}"], nodeName: worker2 }
`,
  )
  .join('')}`;

const modes = ['iptables', 'ipvs', 'nftables'] as const;

/** Chains, sets and maps named in a text, each once, with the place of its first mention in each table. */
function namesIn(text: string): readonly { readonly name: string; readonly position: Position }[] {
  const found = new Map<string, { readonly name: string; readonly position: Position }>();
  let table = '';
  for (const [line, content] of text.split('\n').entries()) {
    if (content.startsWith('*')) table = content;
    const pattern = /KUBE-[A-Z0-9-]+|(?<=^\t(?:chain|set|map) )\S+|(?<=(?:goto|jump) )[^\s,]+/g;
    for (const { 0: name, index } of content.matchAll(pattern))
      if (!found.has(table + name))
        found.set(table + name, { name, position: { line, character: index + 1 } });
  }
  return [...found.values()];
}

describe.each(modes)('in %s mode', (proxyMode) => {
  test.each(knownVersions)(
    'every name that %s writes is explained, every hash finds its Service',
    (kubernetesVersion) => {
      const { context } = openFixture(everything, { proxyMode, kubernetesVersion });
      for (const family of [4, 6] as const) {
        const views = proxyMode === 'ipvs' ? (['iptables', 'ipvs'] as const) : ([proxyMode] as const);
        for (const view of views) {
          const answer = dataplaneText(context.cluster, { view, at: 'worker1', family });
          if (answer.kind === 'none') throw new Error(answer.why);
          const text = toText(answer.lines);
          const languageId = ({ iptables: 'iptables-save', ipvs: 'ipset', nftables: 'nftables' } as const)[
            view
          ];
          const dump = { uri: 'file:///dump' as DocUri, languageId, text };
          const names = namesIn(text);
          const unexplained = names
            .filter(({ position }) => {
              const said = hoverInDump([context], dump, position)?.markdown;
              return said === undefined || said.includes('hashes to this name');
            })
            .map(({ name }) => name);
          expect(unexplained).toEqual([]);
          expect(names.length).toBeGreaterThan(view === 'ipvs' ? 5 : 8);
        }
      }
    },
  );
});
