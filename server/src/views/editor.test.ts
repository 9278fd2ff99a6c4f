import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFixture, openSample, shownPlace, type Editor } from '../../../test/kit/editor.ts';
import { calico, pod } from '../../../test/kit/objects.ts';
import { hoverAt } from './hover/hover.ts';
import { inlayHints } from './inlayHints.ts';
import { lenses } from './lens.ts';
import { definitionsAt, referencesAt } from './navigation.ts';
import { documentSymbols, workspaceSymbols } from './symbols.ts';
import type { SymbolNode } from './answers.ts';

const whole = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };

/** The lines that have hints, with the hints where they stand: `  selector:« 1 endpoint on 1 node»`. */
function hinted(editor: Editor, file?: string, range = whole): readonly string[] {
  const lines = editor.file(file).text.split('\n');
  const hints = [...inlayHints(editor.context, editor.resources(file), range)].sort(
    (a, b) => b.character - a.character,
  );
  for (const { line, character, label } of hints) {
    const text = lines[line] ?? '';
    lines[line] = `${text.slice(0, character)}« ${label}»${text.slice(character)}`;
  }
  return lines.filter((line) => line.includes('«'));
}

describe('inlay hints', () => {
  test('of the lab: endpoints and nothing simulated', () => {
    expect(hinted(openSample('yaobank'), 'services.yaml')).toMatchInlineSnapshot(`
      [
        "  selector:« 1 endpoint on 1 node»",
        "  selector:« 2 endpoints on 2 nodes»",
        "  selector:« 1 endpoint on 1 node»",
      ]
    `);
  });

  test('simulated values, resolved target ports, endpoints that are not ready', () => {
    const editor = openFixture(`
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  type: NodePort
  selector: { app: web }
  ports:
  - { name: http, port: 80, targetPort: http }
  - { name: grpc, port: 81, targetPort: grpc, nodePort: 30081 }
${pod('a', '{ app: web }').replace('nodeName: worker1', 'nodeName: worker1, containers: [{ name: c, ports: [{ name: http, containerPort: 8080 }] }]')}
${pod('b', '{ app: web }')}status: { conditions: [{ type: Ready, status: "False" }] }
---
apiVersion: v1
kind: Service
metadata: { name: nobody, namespace: shop }
spec: { clusterIP: 10.49.0.9, selector: { app: none }, ports: [{ port: 80 }] }
`);
    expect(hinted(editor)).toMatchInlineSnapshot(`
      [
        "metadata: { name: web« clusterIP 10.49.86.231 (simulated)», namespace: shop }",
        "  selector:« 2 endpoints on 1 node, 1 ready» { app: web }",
        "  - { name: http, port: 80« nodePort 31574 (simulated)», targetPort: http« → 8080» }",
        "  - { name: grpc, port: 81, targetPort: grpc« no pod has it», nodePort: 30081 }",
        "spec: { clusterIP: 10.49.0.9, selector:« no endpoints» { app: none }, ports: [{ port: 80 }] }",
      ]
    `);
  });

  test('only those in sight', () => {
    const range = { start: { line: 20, character: 0 }, end: { line: 25, character: 0 } };
    expect(hinted(openSample('yaobank'), 'services.yaml', range)).toHaveLength(1);
  });
});

describe('symbols', () => {
  const outline = (nodes: readonly SymbolNode[], indent = ''): readonly string[] =>
    nodes.flatMap(({ name, detail, kind, range, children }) => [
      `${indent}${kind} ${name} (${detail}) ${String(range.start.line + 1)}–${String(range.end.line + 1)}`,
      ...outline(children, `${indent}  `),
    ]);

  test('of a file, a service with its ports', () => {
    const lab = openSample('yaobank');
    expect(
      ['services.yaml', 'bgp.yaml', 'workloads.yaml'].flatMap((file) =>
        outline(documentSymbols(lab.context, lab.resources(file))),
      ),
    ).toMatchInlineSnapshot(`
      [
        "service customer (Service · yaobank) 1–16",
        "  port http (80/tcp) 14–16",
        "service summary (Service · yaobank) 18–31",
        "  port http (80/tcp) 30–31",
        "service database (Service · yaobank) 33–46",
        "  port http (2379/tcp) 45–46",
        "configuration default (BGPConfiguration) 2–8",
        "configuration bastion (BGPPeer) 10–16",
        "other yaobank (Namespace) 1–4",
        "workload customer (Deployment · yaobank) 6–24",
        "workload summary (Deployment · yaobank) 26–44",
        "workload database (Deployment · yaobank) 46–64",
      ]
    `);
  });

  test('kinds go by the name that is written', () => {
    const lab = openFixture(`
apiVersion: projectcalico.org/v3
kind: Node$0
metadata: { name: n1 }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: cilium-config }
data: { routing-mode: native }
`);
    expect(outline(documentSymbols(lab.context, lab.resources()))).toEqual([
      'node n1 (Node) 2–4',
      'configuration cilium-config (ConfigMap) 6–9',
    ]);
  });

  test('of the workspace, by letters in order', () => {
    const lab = openSample('yaobank');
    const found = (query: string): readonly string[] =>
      workspaceSymbols(lab.context, query).map(
        ({ name, container, place }) => `${name}, ${container}: ${shownPlace(lab, place)}`,
      );
    expect(found('cstmr')).toMatchInlineSnapshot(`
      [
        "customer, Deployment yaobank: workloads.yaml:9 customer",
        "customer-687b8d8f74-tcclp, Pod yaobank: pods.yaml:8 customer-687b8d8f74-tcclp",
        "customer, Service yaobank: services.yaml:4 customer",
      ]
    `);
    expect(found('nobody')).toEqual([]);
  });
});

describe('definition and references', () => {
  const asked = (
    editor: Editor,
  ): { readonly definitions: readonly string[]; readonly references: readonly string[] } => ({
    definitions: definitionsAt(editor.context, editor.cursor).map((place) => shownPlace(editor, place)),
    references: referencesAt(editor.context, editor.cursor).map((place) => shownPlace(editor, place)),
  });
  const inLab = (file: string, at: string): ReturnType<typeof asked> =>
    asked(openSample('yaobank', (text, name) => (name === file ? text.replace(at, `$0${at}`) : text)));

  test('between a service and what answers for it', () => {
    expect(inLab('services.yaml', 'app: customer')).toMatchInlineSnapshot(`
      {
        "definitions": [
          "pods.yaml:8 customer-687b8d8f74-tcclp",
          "workloads.yaml:9 customer",
        ],
        "references": [
          "pods.yaml:8 customer-687b8d8f74-tcclp",
          "workloads.yaml:9 customer",
        ],
      }
    `);
    expect(inLab('workloads.yaml', 'replicas: 2')).toMatchInlineSnapshot(`
      {
        "definitions": [],
        "references": [
          "services.yaml:21 summary",
        ],
      }
    `);
    expect(inLab('pods.yaml', 'name: database')).toMatchInlineSnapshot(`
      {
        "definitions": [],
        "references": [
          "services.yaml:36 database",
        ],
      }
    `);
  });

  const policies = `${pod('web', '{ app: web }')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec: { template: { metadata: { labels: { app: web } } } }
---
apiVersion: v1
kind: Node
metadata: { name: worker1 }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-x, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
endpoints: [{ addresses: [10.48.0.9] }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
${calico('GlobalNetworkPolicy', 'all-web', `{ selector: app == 'web' || has(host) }`)}
${calico('HostEndpoint', 'eth0', '{ node: worker1, interfaceName: eth0 }', '{ host: yes }')}`;

  test('between policies, pods, host endpoints and nodes', () => {
    const at = (text: string): ReturnType<typeof asked> =>
      asked(openFixture(policies.replace(text, `$0${text}`)));
    expect(at('{ selector: app ==')).toMatchInlineSnapshot(`
      {
        "definitions": [
          "m.yaml:5 web",
          "m.yaml:39 eth0",
        ],
        "references": [
          "m.yaml:5 web",
          "m.yaml:39 eth0",
        ],
      }
    `);
    expect(at('name: web, namespace')).toMatchInlineSnapshot(`
      {
        "definitions": [],
        "references": [
          "m.yaml:26 web",
          "m.yaml:32 all-web",
        ],
      }
    `);
    expect(at('interfaceName')).toMatchInlineSnapshot(`
      {
        "definitions": [
          "m.yaml:16 worker1",
        ],
        "references": [
          "m.yaml:32 all-web",
          "m.yaml:16 worker1",
        ],
      }
    `);
    expect(at('addressType')).toMatchInlineSnapshot(`
      {
        "definitions": [],
        "references": [
          "m.yaml:26 web",
        ],
      }
    `);
  });
});

test('half-typed manifests: whatever is asked wherever, nothing throws and no hover is empty', () => {
  const files = openSample('yaobank');
  fc.assert(
    fc.property(
      fc.constantFrom('services.yaml', 'bgp.yaml', 'pods.yaml', 'dataplane-lens.yaml', 'kube-proxy.yaml'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('', ':', ' {', '\n  - ', '"', '\n---\n'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (file, cut, typed, at) => {
        const full = files.file(file).text;
        const half = `${full.slice(0, Math.floor(cut * full.length))}${typed}`;
        const editor = openSample('yaobank', (text, name) => (name === file ? half : text));
        const { sections } = editor.file(file);
        const { section } = sections[Math.floor(at * sections.length)] ?? sections[0] ?? {};
        if (section === undefined) return;
        const point = { section, offset: Math.floor(at * section.text.length) };
        expect(hoverAt(editor.context, point)?.markdown).not.toBe('');
        expect(definitionsAt(editor.context, point)).toBeDefined();
        expect(lenses(editor.context, editor.resources(file))).toBeDefined();
        expect(inlayHints(editor.context, editor.resources(file), whole)).toBeDefined();
        expect(documentSymbols(editor.context, editor.resources(file))).toBeDefined();
      },
    ),
    { numRuns: 150 },
  );
});

test('every place of the lab can be hovered over', () => {
  const lab = openSample('yaobank');
  const said = new Set<string>();
  for (const { sections } of ['services.yaml', 'workloads.yaml', 'nodes.yaml', 'dataplane-lens.yaml'].map(
    lab.file,
  ))
    for (const { section } of sections)
      for (let offset = 0; offset <= section.text.length; offset += 1) {
        const hover = hoverAt(lab.context, { section, offset });
        if (hover !== undefined) said.add(hover.markdown);
      }
  expect(said.size).toBeGreaterThan(20);
  for (const markdown of said) expect(markdown).not.toMatch(/undefined|NaN|\[object/);
});
