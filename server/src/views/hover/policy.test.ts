import { describe, expect, test } from 'vitest';
import { calico, hoverBeside as hover } from '../../../../test/kit/objects.ts';

describe('policies', () => {
  test('what a selector matches, and of a joint condition which part keeps endpoints out', () => {
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ sele$0ctor: app == 'web' }`))).toMatchInlineSnapshot(`
      "[selector]
      Selects 1 pod (shop/web)."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ sele$0ctor: "app == 'web' && tier == 'back'" }`)))
      .toMatchInlineSnapshot(`
      "[selector]
      Selects no endpoint in this workspace.

      | condition | met by |
      | --- | --- |
      | \`app == "web"\` | 1 of 3 endpoints |
      | \`tier == "back"\` | 0 of 3 endpoints |"
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ sele$0ctor: role == 'worker' }`)))
      .toMatchInlineSnapshot(`
      "[selector]
      Selects 1 host endpoint (worker1-eth0)."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ sele$0ctor: role = }`))).toBe('(no hover)');
  });

  test('a namespaced policy looks at its own namespace', () => {
    const policy = calico('NetworkPolicy', 'p', `{ sele$0ctor: has(app) }`);
    expect(hover(policy)).toMatchInlineSnapshot(`
      "[selector]
      Selects no endpoint in this workspace."
    `);
    expect(hover(policy.replace('name: p', 'name: p, namespace: shop'))).toMatchInlineSnapshot(`
      "[selector]
      Selects 2 pods (shop/db and shop/web)."
    `);
  });

  test('namespaceSelector', () => {
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ namespace$0Selector: team == 'red' }`)))
      .toMatchInlineSnapshot(`
      "[namespaceSelector]
      Selects pods of 1 namespace: shop. A host endpoint is in no namespace, so none is selected."
    `);
    expect(hover(calico('NetworkPolicy', 'p', `{ namespace$0Selector: team == 'red' }`)))
      .toMatchInlineSnapshot(`
      "[namespaceSelector]
      Without effect: only a GlobalNetworkPolicy has \`namespaceSelector\` here."
    `);
  });

  test('where in the path of a packet', () => {
    expect(hover(calico('GlobalNetworkPolicy', 'p', '{ pre$0DNAT: true, applyOnForward: true }')))
      .toMatchInlineSnapshot(`
      "[preDNAT]
      raw PREROUTING → **mangle PREROUTING: here** → nat PREROUTING (kube-proxy) → routing → filter

      Rules see the port that the client asked for: a node port or the port of a Service, not that of the pod. Incoming packets of host endpoints only; what no rule matches goes on (there is no deny at the end)."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', '{ doNot$0Track: true, applyOnForward: true }')))
      .toMatchInlineSnapshot(`
      "[doNotTrack]
      **raw PREROUTING: here** → mangle PREROUTING → nat PREROUTING (kube-proxy) → routing → filter, and raw OUTPUT

      Allowed packets are not tracked: kube-proxy cannot translate them, and answers need a rule of their own. Host endpoints only; what no rule matches goes on."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', '{ applyOn$0Forward: true }'))).toMatchInlineSnapshot(`
      "[applyOnForward]
      raw PREROUTING → mangle PREROUTING → nat PREROUTING (kube-proxy) → routing → **filter: here**

      Also for what the host forwards, such as node-port traffic on its way to a pod: after DNAT, with the pod’s address and port. What no rule of such policies allows is then dropped; without any, forwarding stays open."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', '{ preDNAT: true, applyOn$0Forward: true }')))
      .toMatchInlineSnapshot(`
      "[applyOnForward]
      Must be set here: before DNAT nothing is known to be for the host itself."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', '{ pre$0DNAT: false }'))).toMatchInlineSnapshot(`
      "[preDNAT]
      raw PREROUTING → mangle PREROUTING → nat PREROUTING (kube-proxy) → routing → **filter: here**

      Normal policy, after DNAT: rules see the pod’s address and port."
    `);
  });

  test('the order among those that meet on an endpoint', () => {
    const others = [
      calico('GlobalNetworkPolicy', 'first', `{ order: 10, selector: app == 'web' }`),
      calico('GlobalNetworkPolicy', 'elsewhere', `{ order: 5, selector: app == 'db' }`),
      calico(
        'GlobalNetworkPolicy',
        'early',
        `{ order: 5, selector: all(), preDNAT: true, applyOnForward: true }`,
      ),
      '---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: kubernetes, namespace: shop }\nspec: { podSelector: {} }\n',
      calico('GlobalNetworkPolicy', 'last', `{ selector: app == 'web' }`),
    ].join('');
    expect(hover(others + calico('GlobalNetworkPolicy', 'mine', `{ or$0der: 2000, selector: app == 'web' }`)))
      .toMatchInlineSnapshot(`
      "[order]
      Lower orders are asked first, policies without one last.

      On the same endpoints:

      1. [first](file:///m.yaml#L42) (10)
      2. [kubernetes](file:///m.yaml#L59) (1000)
      3. **mine** (2000)
      4. [last](file:///m.yaml#L65) (no order)"
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'mine', `{ or$0der: 2000, selector: app == 'web' }`)))
      .toMatchInlineSnapshot(`
      "[order]
      Lower orders are asked first, policies without one last.

      No other policy governs the same endpoints at this stage."
    `);
  });

  test('types', () => {
    expect(
      hover(
        calico('GlobalNetworkPolicy', 'p', '{ ty$0pes: [Ingress, Egress], ingress: [{ action: Allow }] }'),
      ),
    ).toMatchInlineSnapshot(`
      "[types]
      - Ingress: what neither these rules nor another policy allow is dropped
      - Egress: no rule here allows anything, so what no other policy allows is dropped"
    `);
    expect(
      hover(
        calico('GlobalNetworkPolicy', 'p', '{ ty$0pes: [Ingress], preDNAT: true, applyOnForward: true }'),
      ),
    ).toMatchInlineSnapshot(`
      "[types]
      - Ingress: what no rule matches goes on
      - Egress: not governed by this policy"
    `);
  });

  test('actions, by stage', () => {
    const rules = [
      ['', 'Allow'],
      ['preDNAT: true, applyOnForward: true, ', 'Allow'],
      ['doNotTrack: true, applyOnForward: true, ', 'Allow'],
      ['', 'Deny'],
      ['', 'Pass'],
      ['', 'Log'],
    ] as const;
    const said = rules.map(([stage, action]) =>
      hover(calico('GlobalNetworkPolicy', 'p', `{ ${stage}ingress: [{ act$0ion: ${action} }] }`)),
    );
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "[action]
      Accepted: no later policy of this endpoint is asked.
      [action]
      Accepted for the host: no later policy of this host endpoint is asked. Policy of the pod that it goes to still is.
      [action]
      Accepted without tracking: no later policy of the host is asked, and nothing is translated.
      [action]
      Dropped without an answer: the sender times out.
      [action]
      Leaves this tier without a verdict: the next tier decides, after the last one the profiles, which let pods’ traffic through.
      [action]
      Written to the kernel’s log (\`calico-packet\`); the next rule is asked."
    `);
  });

  test('ports are those of the pod, or before DNAT those of the client', () => {
    const rule = 'ingress: [{ action: Allow, protocol: TCP, destination: { ports: [30$0080] } }]';
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ ${rule} }`))).toMatchInlineSnapshot(`
      "[30080]
      Seen after DNAT: the port of the pod, not that of the Service, nor a node port.

      \`30080\` is the node port of Service shop/web."
    `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ preDNAT: true, applyOnForward: true, ${rule} }`)))
      .toMatchInlineSnapshot(`
        "[30080]
        Seen before DNAT: the port that the client asked for, a node port or the port of a Service, not that of the pod.

        \`30080\` is the node port of Service shop/web."
      `);
    expect(hover(calico('GlobalNetworkPolicy', 'p', `{ ${rule.replace('destination', 'source')} }`))).toBe(
      '(no hover)',
    );
  });

  test('selectors of rules', () => {
    const rule = (source: string): string =>
      calico('NetworkPolicy', 'p', `{ ingress: [{ action: Allow, source: { ${source} } }] }`).replace(
        'name: p',
        'name: p, namespace: shop',
      );
    expect(hover(rule(`sele$0ctor: app == 'web'`))).toMatchInlineSnapshot(`
      "[selector]
      Matches 1 endpoint of namespace shop: shop/web."
    `);
    expect(hover(rule(`sele$0ctor: app == 'web', namespaceSelector: global()`))).toMatchInlineSnapshot(`
      "[selector]
      Matches no endpoint in this workspace, by all its selectors together."
    `);
    expect(hover(rule(`notSele$0ctor: app == 'web'`))).toMatchInlineSnapshot(`
      "[notSelector]
      Matches 1 endpoint of namespace shop: shop/db."
    `);
    expect(hover(rule(`namespaceSele$0ctor: team == 'blue'`))).toMatchInlineSnapshot(`
      "[namespaceSelector]
      Matches no endpoint in this workspace."
    `);
  });
});
