import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dumpDefinitions, dumpHover, openSample } from '../../../../test/kit/editor.ts';
import {
  endpointBase,
  endpointChain,
  servicePortBase,
  servicePortChain,
} from '../../dataplane/kubeProxy/nftables/names.ts';
import { vethName } from '../../dataplane/routing/nodePods.ts';
import { dumpLanguages } from '../../protocol/dumps.ts';
import type { DocUri } from '../../text/span.ts';
import { definitionsInDump, hoverInDump } from './answerDump.ts';

const lab = openSample('yaobank');

/** A table of the lab document with the cursor after its first `at`. */
const labTable = (chain: string, at: string): string =>
  readFileSync(new URL(`../../../../test/golden/labs/tables/${chain}.txt`, import.meta.url), 'utf8').replace(
    at,
    `${at}$0`,
  );

const inSave = (line: string): string => `*nat\n${line}\nCOMMIT\n`;

describe('chains named by a hash', () => {
  test('a chain of a service port finds its Service and the endpoints it leads to', () => {
    expect(dumpHover(lab, labTable('KUBE-NODEPORTS', 'KUBE-SVC-PX5F'), 'iptables-list'))
      .toMatchInlineSnapshot(`
      "[KUBE-SVC-PX5FENG4GZJTCELT]
      Spreads new connections to one Service port over its endpoints, each with the same chance.

      Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`.

      Endpoints in this workspace:

      - \`KUBE-SEP-GNFCEQXJBZQ2TQAR\` \`10.48.0.43:80\` pod yaobank/customer-687b8d8f74-tcclp on worker2"
    `);
  });

  test('several endpoints', () => {
    expect(dumpHover(lab, labTable('KUBE-SVC-OIQIZJVJK6E34BR4', 'KUBE-SVC-OIQI'), 'iptables-list'))
      .toMatchInlineSnapshot(`
      "[KUBE-SVC-OIQIZJVJK6E34BR4]
      Spreads new connections to one Service port over its endpoints, each with the same chance.

      Service [yaobank/summary](file:///samples/yaobank/services.yaml#L21) port \`http\`, 80/tcp: cluster IP \`10.49.80.32\`.

      Endpoints in this workspace:

      - \`KUBE-SEP-NCOI6JAXVX2D4BXJ\` \`10.48.128.192:80\` pod yaobank/summary-7d78c9976b-sxv4k on worker1
      - \`KUBE-SEP-TVZHKMXMBG2BIHXS\` \`10.48.128.1:80\` pod yaobank/summary-7d78c9976b-wjdd5 on worker2"
    `);
  });

  test('a chain of an endpoint finds its pod', () => {
    expect(dumpHover(lab, labTable('KUBE-SEP-NCOI6JAXVX2D4BXJ', 'KUBE-SEP-N'), 'iptables-list'))
      .toMatchInlineSnapshot(`
      "[KUBE-SEP-NCOI6JAXVX2D4BXJ]
      Translates the destination to one endpoint of a Service port (DNAT). A pod that reaches itself this way is marked for masquerading.

      Endpoint \`10.48.128.192:80\` pod yaobank/summary-7d78c9976b-sxv4k on worker1 of Service [yaobank/summary](file:///samples/yaobank/services.yaml#L21) port \`http\`, 80/tcp: cluster IP \`10.49.80.32\`."
    `);
  });

  test('an endpoint that only the dump knows finds its Service by the address beside it', () => {
    const elsewhere = openSample('yaobank', (text, name) => (name === 'pods.yaml' ? '' : text));
    expect(dumpHover(elsewhere, labTable('KUBE-SEP-GNFCEQXJBZQ2TQAR', 'KUBE-SEP-G'), 'iptables-list'))
      .toMatchInlineSnapshot(`
      "[KUBE-SEP-GNFCEQXJBZQ2TQAR]
      Translates the destination to one endpoint of a Service port (DNAT). A pod that reaches itself this way is marked for masquerading.

      Endpoint \`10.48.0.43:80\` of Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`.

      No endpoint in this workspace has this address: the dump alone says it."
    `);
  });

  test('what nobody in the workspace is called says so, with the name beside it', () => {
    expect(dumpHover(lab, labTable('KUBE-SERVICES', 'KUBE-SVC-NPX4'), 'iptables-list'))
      .toMatchInlineSnapshot(`
      "[KUBE-SVC-NPX46M4PTMTKRN6Y]
      Spreads new connections to one Service port over its endpoints, each with the same chance.

      Nothing in this workspace hashes to this name. The comment beside it says \`default/kubernetes:https\`."
    `);
  });

  test.each(['SVC', 'SVL', 'EXT', 'XLB', 'FW'])('F12 on KUBE-%s goes to the Service', (kind) => {
    const line = inSave(`:KUBE-${kind}-PX5FENG4GZ$0JTCELT - [0:0]`);
    expect(dumpDefinitions(lab, line, 'iptables-save')).toEqual(['services.yaml:4 customer']);
  });

  test('F12 on an endpoint goes to the Service too, on others nowhere', () => {
    expect(dumpDefinitions(lab, inSave('-j KUBE-SEP-TVZH$0KMXMBG2BIHXS'), 'iptables-save')).toEqual([
      'services.yaml:21 summary',
    ]);
    expect(dumpDefinitions(lab, inSave('-j KUBE-MARK-$0MASQ'), 'iptables-save')).toEqual([]);
  });
});

describe('names of nftables mode', () => {
  test('a chain finds its Service by hash as well', () => {
    const ofPort = servicePortChain('external', servicePortBase('yaobank', 'customer', 'tcp', 'http'));
    expect(dumpHover(lab, `    tcp . 30180 : goto ${ofPort}$0,`, 'nftables')).toMatchInlineSnapshot(`
      "[external-QT2TGOG7-yaobank/customer/tcp/http]
      Takes what comes to one Service port from outside: node port, external and load balancer IPs. It masquerades (policy \`Cluster\`) or keeps to this node’s endpoints (policy \`Local\`).

      Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`."
    `);
  });

  test('an endpoint that only the dump knows is in the name itself', () => {
    const base = endpointBase('yaobank', 'summary', 'tcp', 'http', { address: '10.1.2.3', port: 80 });
    expect(dumpHover(lab, `  chain ${endpointChain(base)}$0 {`, 'nftables')).toMatchInlineSnapshot(`
      "[endpoint-L7GPUFHC-yaobank/summary/tcp/http__10.1.2.3/80]
      Translates the destination to one endpoint of a Service port (DNAT).

      Endpoint \`10.1.2.3:80\` of Service [yaobank/summary](file:///samples/yaobank/services.yaml#L21) port \`http\`, 80/tcp: cluster IP \`10.49.80.32\`.

      No endpoint in this workspace has this address: the dump alone says it."
    `);
  });

  test('maps, sets and chains that stand on every node', () => {
    expect(dumpHover(lab, '  map no-endpoint-$0services {', 'nftables')).toMatchInlineSnapshot(`
      "[no-endpoint-services]
      Service addresses that no endpoint answers for: rejected, or dropped where policy \`Local\` leaves none on this node."
    `);
    expect(dumpHover(lab, 'no-endpoint-$0services', 'iptables-save')).toBe('(no hover)');
  });
});

describe('chains that stand on every node', () => {
  test('are told for the table they stand in', () => {
    const dump = '*filter\n-A INPUT -j KUBE-NODE$0PORTS\nCOMMIT\n';
    expect(dumpHover(lab, dump, 'iptables-save')).toMatchInlineSnapshot(`
      "[KUBE-NODEPORTS]
      Lets the probes of load balancers in, to the health-check node ports of Services with \`externalTrafficPolicy: Local\` (Kubernetes 1.21 and later)."
    `);
  });

  test('a listing does not say its table, so both are told', () => {
    expect(dumpHover(lab, 'Chain KUBE-NODEPORTS$0 (1 references)', 'iptables-list')).toMatchInlineSnapshot(`
      "[KUBE-NODEPORTS]
      In the nat table: Leads each node port to the chains of its Service. Reached from the end of \`KUBE-SERVICES\`, for addresses of the node only.

      In the filter table: Lets the probes of load balancers in, to the health-check node ports of Services with \`externalTrafficPolicy: Local\` (Kubernetes 1.21 and later)."
    `);
  });

  test('sets of IPVS mode, of IPv6 too, whose names lose their end', () => {
    expect(dumpHover(lab, 'create KUBE-6-LOAD-BALANCER-SOURCE-CID$0 hash:ip,port,net', 'ipset'))
      .toMatchInlineSnapshot(`
      "[KUBE-6-LOAD-BALANCER-SOURCE-CID]
      ip set of IPVS mode: load balancer IPs with each source range that may use them."
    `);
  });
});

describe('other words of a dump', () => {
  const veth = lab.context.cluster.pods.slice(0, 1).map(vethName).join('');
  const words = [
    ['TCP  10.49.60.5$02:80 rr', 'ipvsadm'],
    ['  -> 10.48.0.4$03:80               Masq    1      0          0', 'ipvsadm'],
    ['TCP  10.0.1.30:301$080 rr', 'ipvsadm'],
    ['-A KUBE-NODEPORTS -p tcp -m tcp --dport 30$0180 -j KUBE-EXT-PX5FENG4GZJTCELT', 'iptables-save'],
    ['add KUBE-NODE-PORT-TCP 3018$00', 'ipset'],
    ['add KUBE-CLUSTER-IP 10.49.80.3$02,tcp:80', 'ipset'],
    ['    10.49.164.49 . tcp . 23$079 : goto service-', 'nftables'],
    ['/* yaobank/custo$0mer:http cluster IP */', 'iptables-list'],
    ['10.49.0.0/1$06 proto bird', 'ip-route'],
    ['\tnexthop via 10.0.1.3$01 dev ens5 weight 1', 'ip-route'],
    [`10.48.0.43 dev ${veth}$0`, 'ip-route'],
    ['10.49.9.$09 via 10.0.1.30', 'ip-route'],
    ['8.8.8$0.8 via 10.0.1.30', 'ip-route'],
    ['default via 10.0.1.1 de$0v ens5', 'ip-route'],
  ] as const;

  test('say whose they are', () => {
    const said = words.map(([line, languageId]) => dumpHover(lab, line, languageId));
    expect(said.join('\n--------\n')).toMatchInlineSnapshot(`
      "[10.49.60.52:80]
      \`10.49.60.52\`: cluster IP of Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4).

      Port 80 is \`http\`.
      --------
      [10.48.0.43:80]
      \`10.48.0.43\`: pod [yaobank/customer-687b8d8f74-tcclp](file:///samples/yaobank/pods.yaml#L8) on worker2.
      --------
      [10.0.1.30:30180]
      \`10.0.1.30\`: node [worker1](file:///samples/yaobank/nodes.yaml#L18).

      Node port of Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`.
      --------
      [30180]
      Node port of Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`.
      --------
      [30180]
      Node port of Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`.
      --------
      [10.49.80.32,tcp:80]
      \`10.49.80.32\`: cluster IP of Service [yaobank/summary](file:///samples/yaobank/services.yaml#L21).

      Port 80 is \`http\`.
      --------
      [10.49.164.49 . tcp . 2379]
      \`10.49.164.49\`: cluster IP of Service [yaobank/database](file:///samples/yaobank/services.yaml#L36).

      Port 2379 is \`http\`.
      --------
      [yaobank/customer:http]
      Service [yaobank/customer](file:///samples/yaobank/services.yaml#L4) port \`http\`, 80/tcp: cluster IP \`10.49.60.52\`, node port \`30180\`.
      --------
      [10.49.0.0/16]
      \`10.49.0.0/16\` is a service range, announced by control1, worker1 and worker2.

      \`10.49.0.0/16\` covers 65536 addresses.

      In it:

      - 3 cluster IPs: yaobank/customer, yaobank/database and yaobank/summary
      --------
      [10.0.1.31]
      \`10.0.1.31\`: node [worker2](file:///samples/yaobank/nodes.yaml#L28).
      --------
      [cali23349894fcc]
      The host’s end of the veth pair of pod [yaobank/customer-687b8d8f74-tcclp](file:///samples/yaobank/pods.yaml#L8), \`10.48.0.43\`.
      --------
      [10.49.9.9]
      Nothing in this workspace has \`10.49.9.9\`. It is in the service range \`10.49.0.0/16\`.
      --------
      (no hover)
      --------
      (no hover)"
    `);
  });

  test('F12 on an address goes to whose it is', () => {
    expect(dumpDefinitions(lab, '  -> 10.48.0.43$0:80 Masq', 'ipvsadm')).toEqual([
      'pods.yaml:8 customer-687b8d8f74-tcclp',
    ]);
  });
});

test('no dump makes it throw', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'KUBE-SVC-',
          'KUBE-',
          '[::1]:',
          '1.2.3.',
          '/',
          '*nat',
          '\n',
          ' ',
          'service-',
          'chain ',
          '{',
        ),
      ),
      fc.constantFrom(...dumpLanguages),
      fc.nat(5),
      fc.nat(30),
      (parts, languageId, line, character) => {
        const dump = { uri: 'file:///dump' as DocUri, languageId, text: parts.join('') };
        const position = { line, character };
        expect(definitionsInDump([lab.context], dump, position)).toBeDefined();
        expect(hoverInDump([], dump, position)?.markdown).not.toBe('');
      },
    ),
  );
});
