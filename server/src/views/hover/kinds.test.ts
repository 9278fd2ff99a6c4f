import { describe, expect, test } from 'vitest';
import { hoverInLab, hoverText, openFixture } from '../../../../test/kit/editor.ts';
import { pod } from '../../../../test/kit/objects.ts';

describe('ClusterProfile', () => {
  test('fields', () => {
    const places = [
      'kubernetesVersion',
      'podCIDRs',
      '10.48.0.0/16',
      'nodePortRange',
      'nodes:',
      'gateway',
      '10.0.1.1\n',
      'externalHosts',
      'bastion',
      'importPrefixes',
    ];
    expect(places.map((at) => hoverInLab('dataplane-lens.yaml', at)).join('\n')).toMatchInlineSnapshot(`
      "[kubernetesVersion]
      kube-proxy of Kubernetes 1.30: compared line for line with what kube-proxy 1.30.5 writes.
      [podCIDRs]
      Where pods get their addresses from. Of pods without an address in the workspace one is simulated in it.
      [10.48.0.0/16]
      \`10.48.0.0/16\` covers 65536 addresses.

      In it:

      - 4 pods: yaobank/customer-687b8d8f74-tcclp, yaobank/database-75ccfdc84f-hqr64, yaobank/summary-7d78c9976b-sxv4k and yaobank/summary-7d78c9976b-wjdd5
      [nodePortRange]
      Node ports are from 30000 to 32767: those that are not written are simulated in it, others are refused.
      [nodes]
      3 nodes: control1, worker1 and worker2. Node objects of the same name add to what is said here.
      [gateway]
      Where the machine sends what no other route of it covers.
      [10.0.1.1]
      Where the machine sends what no other route of it covers.
      [externalHosts]
      Machines outside the cluster that packets can be traced from and to.
      [bastion]
      bastion, outside the cluster: \`10.0.1.10\`. It has BGP sessions with control1, worker1 and worker2.
      [importPrefixes]
      Of the routes that nodes announce, the host takes those inside these ranges; without the field, all."
    `);
  });

  test('a version that is not known, and one that rests on reading', () => {
    const profile = (version: string): string =>
      hoverText(
        openFixture(
          `apiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: c }\nspec: { kubernetes$0Version: "${version}" }\n`,
        ),
      );
    expect([profile('1.99'), profile('1.24'), profile('1.30.5+k3s1')].join('\n')).toMatchInlineSnapshot(`
      "[kubernetesVersion]
      Kubernetes 1.99 is not known; the rules shown are those of 1.36, read from the source of 1.36.3.
      [kubernetesVersion]
      kube-proxy of Kubernetes 1.24: read from the source of 1.24.17.
      [kubernetesVersion]
      kube-proxy of Kubernetes 1.30: compared line for line with what kube-proxy 1.30.5 writes."
    `);
  });
});

describe("Kubernetes' NetworkPolicy", () => {
  const hover = (spec: string): string =>
    hoverText(
      openFixture(`${pod('web', '{ app: web }')}${pod('db', '{ app: db }')}
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p, namespace: shop }
spec: { ${spec} }
`),
    );

  test('fields', () => {
    const specs = [
      'pod$0Selector: {}',
      'podSelector: { match$0Labels: { app: none } }',
      'podSelector: {}, policy$0Types: [Ingress, Egress], ingress: [{}]',
      'podSelector: {}, policy$0Types: [Ingress]',
      'podSelector: {}, ingress: [{ from: [{ pod$0Selector: { matchLabels: { app: web } } }] }]',
      'podSelector: {}, ingress: [{ from: [{ namespace$0Selector: { matchLabels: { team: red } } }] }]',
      'podSelector: {}, ingress: [{ ports: [{ port: 8$00 }] }]',
      'podSelector: {}, ingress: [{ ports: [{ port: 80$080 }] }]',
      'podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.1.0/2$04 } }] }]',
    ];
    expect(specs.map(hover).join('\n')).toMatchInlineSnapshot(`
      "[podSelector]
      Selects 2 pods of namespace shop: db and web. Pods on the host network are never selected.
      [matchLabels]
      Selects no pod of namespace shop. Pods on the host network are never selected.
      [policyTypes]
      Governed directions:

      - Ingress: only what 1 rule here or another policy allows goes to the selected pods
      - Egress: nothing goes from the selected pods, unless another policy allows it
      [policyTypes]
      Governed directions:

      - Ingress: nothing goes to the selected pods, unless another policy allows it
      - Egress: untouched
      [podSelector]
      Matches 1 pod in the policy’s own namespace shop: shop/web.
      [namespaceSelector]
      Matches no pod in the selected namespaces.
      [80]
      Seen after DNAT: the port of the pod, not that of the Service, nor a node port.

      \`80\` is the port of Service shop/web.
      [8080]
      Seen after DNAT: the port of the pod, not that of the Service, nor a node port.

      \`8080\` is the port of the pods of Service shop/web.
      [10.0.1.0/24]
      \`10.0.1.0/24\` covers 256 addresses.

      In it:

      - 3 nodes: control1, worker1 and worker2
      - 1 host: bastion"
    `);
  });
});

describe('pods and workloads', () => {
  test('labels say who selects by them', () => {
    expect(hoverInLab('workloads.yaml', 'labels: { app: customer')).toMatchInlineSnapshot(`
      "[labels]
      Selected by Service [customer](file:///samples/yaobank/services.yaml#L4).

      No policy in this workspace selects them."
    `);
    expect(hoverInLab('pods.yaml', 'app: database')).toMatchInlineSnapshot(`
      "[app]
      Selected by Service [database](file:///samples/yaobank/services.yaml#L36).

      No policy in this workspace selects them."
    `);
  });

  test('a container port says which Service sends there', () => {
    expect(hoverInLab('pods.yaml', 'containerPort: 2379')).toMatchInlineSnapshot(`
      "[containerPort]
      Target of port \`2379\` of Service [yaobank/database](file:///samples/yaobank/services.yaml#L36)."
    `);
    expect(hoverInLab('workloads.yaml', 'matchLabels: { app: customer')).toBe('(no hover)');
  });
});

test('an address anywhere says whose it is', () => {
  expect(hoverInLab('nodes.yaml', '10.0.1.30')).toMatchInlineSnapshot(`
    "[10.0.1.30]
    \`10.0.1.30\`: node [worker1](file:///samples/yaobank/nodes.yaml#L18)."
  `);
  expect(hoverInLab('pods.yaml', '10.48.128.192')).toMatchInlineSnapshot(`
    "[10.48.128.192]
    \`10.48.128.192\`: pod [yaobank/summary-7d78c9976b-sxv4k](file:///samples/yaobank/pods.yaml#L40) on worker1."
  `);
});
