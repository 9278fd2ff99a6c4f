import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpNodeAddress as rule } from './bgpNodeAddress.ts';

test('annotations', () => {
  checkRule(
    rule,
    `apiVersion: v1
kind: Node
metadata:
  name: worker1
  annotations:
    projectcalico.org/IPv4Address: 10.0.1.30/33
#                                  ^^^^^^^^^^^^ error: Not an IPv4 address: 10.0.1.30/33
    projectcalico.org/IPv6Address: 10.0.1.30/24
#                                  ^^^^^^^^^^^^ error: Not an IPv6 address: 10.0.1.30/24
    projectcalico.org/IPv4IPIPTunnelAddr: tunl0
#                                         ^^^^^ error: Not an IPv4 address: tunl0
    projectcalico.org/ASNumber: AS65001
#                               ^^^^^^^ error: invalid AS Number format (AS65001)
    projectcalico.org/RouteReflectorClusterID: "1"
#                                              ^^^ error: Not a cluster id of a route reflector: 1
`,
  );
});

test("Calico's own node", () => {
  checkRule(
    rule,
    `apiVersion: projectcalico.org/v3
kind: Node
metadata:
  name: worker1
spec:
  bgp:
    ipv4Address: fd00::30/64
#                ^^^^^^^^^^^ error: Not an IPv4 address: fd00::30/64
    routeReflectorClusterID: fd00::1
#                            ^^^^^^^ error: Not a cluster id of a route reflector: fd00::1
  ipv4VXLANTunnelAddr: 10.48.7
#                      ^^^^^^^ error: Not an IPv4 address: 10.48.7
`,
  );
});

test('what calico-node writes', () => {
  checkRule(
    rule,
    `apiVersion: v1
kind: Node
metadata:
  name: worker1
  annotations:
    projectcalico.org/IPv4Address: 10.0.1.30/24
    projectcalico.org/IPv6Address: fd00::30
    projectcalico.org/IPv4IPIPTunnelAddr: 10.48.7.1
    projectcalico.org/IPv4VXLANTunnelAddr:
    projectcalico.org/ASNumber: "1.10"
    projectcalico.org/RouteReflectorClusterID: 244.0.0.1
`,
  );
});
