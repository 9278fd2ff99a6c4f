import { describe, test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoPreDnatPodPort as rule } from './calicoPreDnatPodPort.ts';

const policy = (rules: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  applyOnForward: true
  preDNAT: true
  selector: has(host)
  ingress:
${rules}`;

const deny = (ports: string, more = ''): string =>
  policy(`  - action: Deny\n    protocol: TCP\n    destination:\n      ports: ${ports}\n${more}`);

const service = (spec = 'type: NodePort', port = 'nodePort: 30180'): string => `---
apiVersion: v1
kind: Service
metadata:
  name: customer
  namespace: yaobank
spec:
  ${spec}
  ports:
  - port: 80
    ${port}
`;

test('the port of the pods, the node port is named', () => {
  checkRule(
    rule,
    `${deny(
      '[80, 443]',
      "#             ^^ 💡 warning: 80 is the pods' port of yaobank/customer; before DNAT the packet has node port 30180\n",
    )}${service()}`,
  );
});

test('a node port that nobody wrote down is not told', () => {
  checkRule(
    rule,
    `${deny(
      '[80]',
      "#             ^^ warning: 80 is the pods' port of yaobank/customer; before DNAT the packet has the node port\n",
    )}${service('type: NodePort', 'protocol: TCP')}`,
  );
});

describe('nothing to say', () => {
  test.each([
    ['the node port', `${deny('[30180]')}${service()}`],
    ['the node port is named as well', `${deny('[80, "30000:32767"]')}${service()}`],
    ['a service without node port', `${deny('[80]')}${service('type: ClusterIP', 'protocol: TCP')}`],
    ['another protocol', `${deny('[80]').replace('TCP', 'UDP')}${service()}`],
    [
      'an external IP has the port of the service',
      `${deny('[80]')}${service('type: NodePort\n  externalIPs: [203.0.113.7]')}`,
    ],
    [
      'cluster IPs are announced',
      `${deny('[80]')}${service()}---
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: { name: default }
spec: { serviceClusterIPs: [{ cidr: 10.49.0.0/16 }] }
`,
    ],
    ['a destination that is no node', `${deny('[80]', '      nets: [10.49.0.0/16]\n')}${service()}`],
    ['traffic of pods', `${deny('[80]', '    source:\n      selector: has(app)\n')}${service()}`],
    ['not preDNAT', `${deny('[80]').replace('preDNAT: true', 'preDNAT: false')}${service()}`],
    [
      'a process on the host',
      `${deny('[80]')}${service()}---
apiVersion: v1
kind: Pod
metadata: { name: ingress }
spec: { containers: [{ ports: [{ containerPort: 8080, hostPort: 80 }] }] }
`,
    ],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});

test('the fix names the node port', () => {
  checkFix(rule, `${deny('[80]')}${service()}`, `${deny('[30180]')}${service()}`);
});
