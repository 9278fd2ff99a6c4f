import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoAddressAnnotation as rule } from './calicoAddressAnnotation.ts';

const pod = (annotations: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\n  annotations:\n${annotations}spec: {}\n`;

test('what is no list', () => {
  checkRule(
    rule,
    pod(`    cni.projectcalico.org/ipv4pools: external-pool
#                                    ^^^^^^^^^^^^^ 💡 error: Not a JSON list of strings: external-pool
    cni.projectcalico.org/ipv6pools: '{"a": 1}'
#                                    ^^^^^^^^^^ error: Not a JSON list of strings: {"a": 1}
    cni.projectcalico.org/ipFamilies: '["ipv4", "IPv6"]'
#                                        ^^^^ error: Not an address family: ipv4
    cni.projectcalico.org/ipAddrs: 10.48.2.7
#                                  ^^^^^^^^^ 💡 error: Not a JSON list of strings: 10.48.2.7
`),
  );
});

test('addresses', () => {
  checkRule(
    rule,
    pod(`    cni.projectcalico.org/ipAddrs: '["10.48.2.7", "fd00::7", "10.48.2.8"]'
#                                                             ^^^^^^^^^ error: cannot have more than one IPv4 address for "cni.projectcalico.org/ipAddrs" annotation
    cni.projectcalico.org/floatingIPs: '["203.0.113.7", "203.0.113.8", "203.0.113.256"]'
#                                                                       ^^^^^^^^^^^^^ error: invalid IP format: 203.0.113.256
`),
  );
  checkRule(
    rule,
    pod(`    cni.projectcalico.org/ipAddrs: '[]'
#                                  ^^^^ error: annotation "cni.projectcalico.org/ipAddrs" specified but empty
`),
  );
});

test('both ways to ask for an address', () => {
  checkRule(
    rule,
    pod(`    cni.projectcalico.org/ipAddrs: '["10.48.2.7"]'
    cni.projectcalico.org/ipAddrsNoIpam: '["10.48.2.7"]'
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: can't have both annotations: 'ipAddrs' and 'ipAddrsNoIpam' in use at the same time
`),
  );
});

test('the pods of a workload, a namespace, a Service', () => {
  checkRule(
    rule,
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
  annotations:
    cni.projectcalico.org/ipv4pools: not read here
spec:
  template:
    metadata:
      annotations:
        cni.projectcalico.org/ipv4pools: '["a", 1]'
#                                        ^^^^^^^^^^ 💡 error: Not a JSON list of strings: ["a", 1]
---
apiVersion: v1
kind: Namespace
metadata:
  name: b
  annotations:
    cni.projectcalico.org/ipv4pools: '["a"]'
    cni.projectcalico.org/ipAddrs: '["10.48.2.7"]'
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: cni.projectcalico.org/ipAddrs on a Namespace
---
apiVersion: v1
kind: Service
metadata:
  name: c
  annotations:
    projectcalico.org/ipv4pools: a
#                                ^ 💡 error: Not a JSON list of strings: a
    projectcalico.org/loadBalancerIPs: '["203.0.113.7", "203.0.113"]'
#                                                        ^^^^^^^^^ error: invalid IP format: 203.0.113
`,
  );
});

test.each([
  ['external-pool', `'["external-pool"]'`],
  ['"a, 10.48.0.0/16"', `'["a", "10.48.0.0/16"]'`],
  ["'[a]'", `'["a"]'`],
  [`"['a', 'b']"`, `'["a", "b"]'`],
])('%s becomes %s', (before, after) => {
  const asking = (value: string): string => pod(`    cni.projectcalico.org/ipv4pools: ${value}\n`);
  checkFix(rule, asking(before), asking(after));
});

test.each([
  `    cni.projectcalico.org/ipv4pools: '["a"]'\n    cni.projectcalico.org/ipAddrs: "[\\"10.48.2.7\\"]"\n`,
  '    cni.projectcalico.org/ipv4pools:\n    cni.projectcalico.org/ipAddrs: ""\n',
  '    cni.projectcalico.org/podIP: 10.48.2.7/32\n',
])('fine: %j', (annotations) => {
  checkRule(rule, pod(annotations));
});
