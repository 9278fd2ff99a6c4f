import { addressAnnotations } from '../../cluster/calico/ipam/addressRequest.ts';
import { familyOf, parseIp } from '../../net/ip.ts';
import type { Located } from '../../yaml/located.ts';
import { annotatedKinds, annotationsOf, listItems, poolAnnotations } from '../addressAnnotations.ts';
import { textOf } from '../edits.ts';
import { forKind, type Finding, type Fix, type Rule } from '../rule.ts';

/**
 * Annotations that ask for addresses hold a JSON list of strings.
 *
 * `'["10.48.2.7"]'` for ipAddrs, ipAddrsNoIpam and floatingIPs, `'["external-pool"]'` for ipv4pools and ipv6pools,
 * `'["IPv4", "IPv6"]'` for ipFamilies. A pod has at most one address of each family, and either ipAddrs or ipAddrsNoIpam.
 * With anything else the CNI plugin fails and the pod stays in ContainerCreating. A Namespace may ask for pools and
 * families; addresses are the pod's to ask for. A LoadBalancer Service asks kube-controllers in the same form, with
 * projectcalico.org/ipv4pools, ipv6pools and loadBalancerIPs.
 *
 * @source projectcalico cni-plugin/pkg/k8s/k8s.go: CmdAddK8s, validateAndExtractIPs, parseIPAddrs
 * @cure Write a list in JSON, inside quotes of YAML.
 * @bad
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: nginx
 *     annotations:
 *       cni.projectcalico.org/ipv4pools: external-pool
 *   spec: {}
 * @good
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: nginx
 *     annotations:
 *       cni.projectcalico.org/ipv4pools: '["external-pool"]'
 *   spec: {}
 */
export const calicoAddressAnnotation: Rule = {
  id: 'calico/address-annotation',
  severity: 'error',
  ...forKind(annotatedKinds, function* (resource) {
    const annotations = annotationsOf(resource);
    for (const { written } of poolAnnotations(resource)) yield* notAList(written);
    const { families, addresses, addressesWithoutIpam, floating } = addressAnnotations;
    const said = annotations.get(families);
    if (said !== undefined) yield* knownFamilies(said);
    for (const key of [addresses, addressesWithoutIpam, floating]) {
      const written = annotations.get(key);
      if (written === undefined) continue;
      if (resource.kind === 'Namespace') yield ofNamespace(key, written);
      else yield* addressList(key, written, key !== floating);
    }
    const balanced = resource.kind === 'Service' ? annotations.get(loadBalancerIPs) : undefined;
    if (balanced !== undefined) yield* addressList(loadBalancerIPs, balanced, true);
    const [ours, theirs] = [annotations.get(addresses), annotations.get(addressesWithoutIpam)];
    if (isSet(ours) && isSet(theirs))
      yield {
        span: theirs.entry,
        message: "can't have both annotations: 'ipAddrs' and 'ipAddrsNoIpam' in use at the same time",
        why: 'The CNI plugin fails: an address comes from a pool of Calico, or from none.',
        related: [{ span: ours.entry, message: 'ipAddrs' }],
      };
  }),
};

/** What a LoadBalancer Service asks kube-controllers for (kube-controllers/pkg/controllers/loadbalancer). */
const loadBalancerIPs = 'projectcalico.org/loadBalancerIPs';

const isSet = (written: Located<string> | undefined): written is Located<string> =>
  written !== undefined && written.value !== '';

function* notAList(written: Located<string>): Generator<Finding> {
  if (written.value === '' || listItems(written) !== undefined) return;
  yield {
    span: written.span,
    message: `Not a JSON list of strings: ${written.value.replace(/\s+/g, ' ')}`,
    why: 'The CNI plugin cannot read it, and the pod does not start.',
    fix: asList(written),
  };
}

/** `a, b` is certainly meant as a list of the two. */
function asList(written: Located<string>): Fix | undefined {
  const words = written.value
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .split(/\s*,\s*/);
  if (!words.every((word) => /^(["']?)[\w./:-]+\1$/.test(word)) || /^[|>]/.test(textOf(written.span)))
    return undefined;
  const list = `[${words.map((word) => `"${word.replace(/["']/g, '')}"`).join(', ')}]`;
  return { title: `Write ${list}`, edits: [{ span: written.span, newText: `'${list}'` }] };
}

function* knownFamilies(written: Located<string>): Generator<Finding> {
  yield* notAList(written);
  for (const { value, span } of listItems(written) ?? [])
    if (value !== 'IPv4' && value !== 'IPv6')
      yield {
        span,
        message: `Not an address family: ${value}`,
        why: 'The CNI plugin knows IPv4 and IPv6, spelt like that.',
      };
}

const ofNamespace = (key: string, { entry }: Located<string>): Finding => ({
  span: entry,
  message: `${key} on a Namespace`,
  why: 'Calico reads it from pods only; a Namespace can ask for pools and families.',
  severity: 'warning',
});

function* addressList(key: string, written: Located<string>, onePerFamily: boolean): Generator<Finding> {
  yield* notAList(written);
  const items = listItems(written);
  if (items?.length === 0)
    yield {
      span: written.span,
      message: `annotation "${key}" specified but empty`,
      why: 'The CNI plugin fails: leave the annotation out where no address is asked for.',
    };
  const seen = new Set<number>();
  for (const { value, span } of items ?? []) {
    const ip = parseIp(value);
    if (ip === undefined)
      yield {
        span,
        message: `invalid IP format: ${value}`,
        why: 'The CNI plugin fails, and the pod does not start.',
      };
    else if (onePerFamily && seen.has(familyOf(ip)))
      yield {
        span,
        message: `cannot have more than one IPv${String(familyOf(ip))} address for "${key}" annotation`,
        why: 'The CNI plugin fails: a pod has one address of each family.',
      };
    else seen.add(familyOf(ip));
  }
}
