import { expect, test } from 'vitest';
import { checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { bgpLocalClusterIpMasqueraded as rule } from './bgpLocalClusterIpMasqueraded.ts';

const service = (type: string, policy: string, mark = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: ${type}\n  externalTrafficPolicy: ${policy}\n${mark}  ports: [{ port: 80 }]\n`;

const marked = service(
  'NodePort',
  'Local',
  '# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ info: Clients that come to the cluster IP are masqueraded all the same: pods see the address of the node\n',
);

const announced = (list: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { ${list}: [{ cidr: 10.49.0.0/16 }] }\n`;

const kubeProxy = (fields: string): string =>
  `---\napiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${fields}`;

const whyOf = (text: string): readonly string[] =>
  diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics.map(({ why }) => why.split('.  ')[0] ?? ''));

test('by the range of pods, in the words of the mode', () => {
  const text = `${marked}${announced('serviceClusterIPs')}${kubeProxy('clusterCIDR: 10.48.0.0/16\n')}`;
  checkRule(rule, text);
  expect(whyOf(text)).toEqual([
    "kube-proxy has ! -s 10.48.0.0/16 -j KUBE-MARK-MASQ in front of the endpoints of a cluster IP. The client's address is kept at node ports, external IPs and load-balancer addresses.",
  ]);
  expect(whyOf(`${text}mode: ipvs\n`)[0]).toContain('does not come from 10.48.0.0/16');
});

test('by another detector, by masqueradeAll, by what kubeadm sets', () => {
  checkRule(
    rule,
    `${marked}${announced('serviceClusterIPs')}${kubeProxy('detectLocalMode: InterfaceNamePrefix\ndetectLocal: { interfaceNamePrefix: cali }\n')}`,
  );
  checkRule(
    rule,
    `${marked}${announced('serviceClusterIPs')}${kubeProxy('iptables: { masqueradeAll: true }\n')}`,
  );
  checkRule(
    rule,
    `${marked}${announced('serviceClusterIPs')}---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: { podSubnet: 10.48.0.0/16 }\n`,
  );
});

test.each([
  [
    'policy Cluster',
    `${service('NodePort', 'Cluster')}${announced('serviceClusterIPs')}${kubeProxy('clusterCIDR: 10.48.0.0/16\n')}`,
  ],
  [
    'no cluster IP is announced',
    `${service('NodePort', 'Local')}${announced('serviceExternalIPs')}${kubeProxy('clusterCIDR: 10.48.0.0/16\n')}`,
  ],
  [
    'kube-proxy cannot tell pods apart',
    `${service('NodePort', 'Local')}${announced('serviceClusterIPs')}${kubeProxy('mode: iptables\n')}`,
  ],
  ['nobody says how it does', `${service('NodePort', 'Local')}${announced('serviceClusterIPs')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
