import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnosed } from '../../../test/kit/check.ts';

const found = (fixture: string): readonly string[] =>
  diagnosed(fixture).flatMap(({ diagnostics }) =>
    diagnostics.map(({ severity, rule, message }) => `${severity} ${rule.id}: ${message}`),
  );

const samples = new URL('../../../samples/', import.meta.url);

describe('the samples are in order', () => {
  test.each(readdirSync(samples))('%s', (sample) => {
    const folder = new URL(`${sample}/`, samples);
    const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    expect(files.length).toBeGreaterThan(0);
    const fixture = files
      .map((name) => `#- /${name}\n${readFileSync(new URL(name, folder), 'utf8')}`)
      .join('');
    expect(found(fixture)).toEqual([]);
  });
});

/** What people write every day, as programs write it, and on its way to being written. */
const usual: readonly (readonly [string, string])[] = [
  [
    'a service as a cluster prints it',
    `apiVersion: v1
kind: Service
metadata:
  name: customer
  namespace: yaobank
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":80,"nodePort":1}]}}
spec:
  clusterIP: 10.49.152.28
  clusterIPs:
  - 10.49.152.28
  externalTrafficPolicy: Cluster
  internalTrafficPolicy: Cluster
  ipFamilies:
  - IPv4
  ipFamilyPolicy: SingleStack
  ports:
  - name: http
    nodePort: 30180
    port: 80
    protocol: TCP
    targetPort: 80
  selector:
    app: customer
  sessionAffinity: None
  type: NodePort
status:
  loadBalancer: {}
`,
  ],
  [
    'a list, with a headless service and its parts of 0 and nothing',
    `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: { name: database }
  spec: { clusterIP: None, selector: { app: database }, ports: [{ port: 2379, targetPort: 0, nodePort: 0 }] }
- apiVersion: v1
  kind: Service
  metadata: { name: lb }
  spec: { type: LoadBalancer, loadBalancerIP: "", healthCheckNodePort: 0, ports: [{ port: 80 }] }
`,
  ],
  [
    'the DNS of a cluster',
    `apiVersion: v1
kind: Service
metadata: { name: kube-dns, namespace: kube-system }
spec:
  clusterIP: 10.96.0.10
  selector: { k8s-app: kube-dns }
  ports:
  - { name: dns, port: 53, protocol: UDP, targetPort: 53 }
  - { name: dns-tcp, port: 53, protocol: TCP, targetPort: 53 }
  - { name: metrics, port: 9153, protocol: TCP, targetPort: 9153 }
`,
  ],
  [
    'node ports closed to all but one host',
    `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: nodeport-policy }
spec:
  order: 100
  selector: has(kubernetes.io/hostname)
  applyOnForward: true
  preDNAT: true
  ingress:
  - action: Allow
    protocol: TCP
    destination: { ports: [30180] }
    source: { nets: [198.19.15.254/32] }
  - action: Deny
    protocol: TCP
    destination: { ports: ["30000:32767"] }
  - action: Deny
    protocol: UDP
    destination: { ports: ["30000:32767"] }
---
apiVersion: v1
kind: Service
metadata: { name: customer }
spec: { type: NodePort, ports: [{ port: 80, nodePort: 30180 }] }
`,
  ],
  [
    'default deny for pods, DNS allowed',
    `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: default-app-policy }
spec:
  namespaceSelector: has(projectcalico.org/name) && projectcalico.org/name not in {"kube-system", "calico-system"}
  types: [Ingress, Egress]
  egress:
  - action: Allow
    protocol: UDP
    destination: { selector: k8s-app == "kube-dns", ports: [53] }
`,
  ],
  [
    'several documents of a kustomization',
    `#- /base/service.yaml
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
#- /base/kustomization.yaml
resources: [service.yaml]
`,
  ],
  [
    'a Helm template',
    'apiVersion: v1\nkind: Service\nspec:\n  type: {{ .Values.type }}\n  ports: {{ toYaml .Values.ports | nindent 2 }}\n',
  ],
  ['compose', 'services:\n  web:\n    ports: ["30180:80"]\n'],
  [
    'an Ansible play',
    '- hosts: all\n  tasks:\n  - name: x\n    service: { name: kubelet, state: started }\n',
  ],
  ['the first key', 'apiVersion: v1\nkind: Service\nmeta'],
  ['an empty map', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n'],
  ['a list that begins', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n  -\n'],
  [
    'a policy that begins',
    'apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata:\n  name: a\nspec:\n',
  ],
  [
    'a host endpoint that begins',
    'apiVersion: projectcalico.org/v3\nkind: HostEndpoint\nmetadata:\n  name: a\nspec:\n',
  ],
  [
    'a pool that begins',
    'apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n  cidr:\n',
  ],
  [
    'a filter that begins',
    'apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: a\nspec:\n  exportV4:\n  -\n',
  ],
  [
    'annotations that begin',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    cni.projectcalico.org/ipv4pools:\n    cni.projectcalico.org/ipAddrs: ""\nspec: {}\n',
  ],
  [
    'a chart of pools',
    'apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: { name: a }\nspec:\n  cidr: {{ .Values.cidr }}\n  blockSize: {{ .Values.size }}\n',
  ],
  [
    'a peer that begins',
    'apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: a\nspec:\n  peerIP:\n',
  ],
];

describe('nothing is said about Calico as it is set up by the book', () => {
  const folder = new URL('fixtures/usual/', import.meta.url);
  test.each(readdirSync(folder))('%s', (name) => {
    expect(found(readFileSync(new URL(name, folder), 'utf8'))).toEqual([]);
  });
});

describe('nothing is said without need', () => {
  test.each(usual)('%s', (_name, text) => {
    expect(found(text).filter((line) => !line.includes('yaml/syntax'))).toEqual([]);
  });
});
