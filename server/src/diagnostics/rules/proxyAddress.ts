import { familyOfCidr, hostCidr, parseCidr } from '../../net/cidr.ts';
import { parseIp } from '../../net/ip.ts';
import type { KubeProxyConfiguration } from '../../resources/k8s/kubeProxyConfiguration.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue } from '../edits.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';

/**
 * kube-proxy's addresses and ranges must be readable.
 *
 * `clusterCIDR` holds one range, or one of each family parted by a comma; `nodePortAddresses` ranges, or the word `primary`
 * alone; `ipvs.excludeCIDRs` ranges; `bindAddress` an address. kube-proxy does not start with anything else.
 *
 * @source kubernetes pkg/proxy/apis/config/validation/validation.go: Validate, validateKubeProxyNodePortAddress, validateIPVSExcludeCIDRs
 * @cure Write ADDRESS/LENGTH. For one address it is /32, or /128 for IPv6.
 * @bad
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   nodePortAddresses:
 *   - 10.0.1.30
 * @good
 *   apiVersion: kubeproxy.config.k8s.io/v1alpha1
 *   kind: KubeProxyConfiguration
 *   nodePortAddresses:
 *   - 10.0.1.0/24
 */
export const proxyAddress: Rule = {
  id: 'proxy/address',
  severity: 'error',
  ...forKind(['KubeProxyConfiguration'], function* (config) {
    yield* clusterRange(config);
    for (const address of config.nodePortAddresses)
      if (address.value !== 'primary') yield* range('nodePortAddresses', address);
      else if (config.nodePortAddresses.length > 1)
        yield {
          span: address.span,
          message: 'primary beside other nodePortAddresses',
          why: 'kube-proxy does not start with it: the word stands alone or not at all.',
        };
    if (config.mode?.value === 'ipvs')
      for (const excluded of config.ipvs.excludeCIDRs) yield* range('ipvs.excludeCIDRs', excluded);
    const { bindAddress } = config;
    if (bindAddress !== undefined && bindAddress.value !== '' && parseIp(bindAddress.value) === undefined)
      yield notThat(bindAddress, `bindAddress is no address: ${bindAddress.value}`);
  }),
};

function* range(field: string, written: Located<string>): Generator<Finding> {
  if (parseCidr(written.value.trim()) !== undefined) return;
  const address = parseIp(written.value.trim());
  const finding = notThat(written, `${field} holds no range: ${written.value}`);
  if (address === undefined) yield finding;
  else {
    const cidr = hostCidr(address);
    yield { ...finding, fix: { title: `Write ${cidr}`, edits: [replaceValue(written, cidr)] } };
  }
}

function* clusterRange({ clusterCIDR }: KubeProxyConfiguration): Generator<Finding> {
  if (clusterCIDR === undefined || clusterCIDR.value === '') return;
  const cidrs = clusterCIDR.value.split(',').map((part) => parseCidr(part.trim()));
  const families = new Set(cidrs.flatMap((cidr) => (cidr === undefined ? [] : [familyOfCidr(cidr.network)])));
  if (cidrs.includes(undefined))
    yield notThat(clusterCIDR, `clusterCIDR holds no range: ${clusterCIDR.value}`);
  else if (families.size < cidrs.length)
    yield notThat(clusterCIDR, 'clusterCIDR holds more than one range of one family');
}

const notThat = ({ span }: Located<string>, message: string): Finding => ({
  span,
  message,
  why: 'kube-proxy does not start with it.',
});
