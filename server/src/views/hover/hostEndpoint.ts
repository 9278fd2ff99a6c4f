import type { Cluster, ClusterNode, NetworkInterface } from '../../cluster/cluster.ts';
import type { HostEndpoint } from '../../resources/calico/hostEndpoint.ts';
import type { GlobalNetworkPolicy } from '../../resources/calico/policy.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import { code, linkTo, plain } from '../links.ts';
import { policiesOn } from '../navigation.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** Which interface a HostEndpoint is, which policies hold there, and what is closed because of it alone. */
export function hoverHostEndpoint(
  context: ViewContext,
  endpoint: HostEndpoint,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  if (field === 'metadata.name')
    return `${interfaceText(context.cluster, endpoint)}\n\n${policies(context, endpoint)}`;
  if (field === 'metadata.labels' || field.startsWith('metadata.labels.')) return policies(context, endpoint);
  switch (field) {
    case 'spec.node':
      return nodeText(context.cluster, endpoint);
    case 'spec.interfaceName':
      return interfaceText(context.cluster, endpoint);
    case 'spec.expectedIPs':
      return endpoint.interfaceName === undefined
        ? interfaceText(context.cluster, endpoint)
        : `${code('interfaceName')} says which interface is meant; these addresses are only what selectors of rules stand for.`;
    case 'spec.profiles':
      return profilesText(endpoint);
    default:
      return undefined;
  }
}

const nodeOf = ({ nodes }: Cluster, { node }: HostEndpoint): ClusterNode | undefined =>
  nodes.find(({ name }) => name === node?.value);

function nodeText(cluster: Cluster, endpoint: HostEndpoint): string {
  const node = nodeOf(cluster, endpoint);
  if (node === undefined)
    return `No node ${code(endpoint.node?.value ?? '')} in this workspace. The name must be that of the Calico node, to the letter.`;
  const addresses = node.addresses.map(({ value }) => code(value));
  return `Node ${plain(node.name)}${addresses.length === 0 ? '' : `, ${listed(addresses)}`}.`;
}

/** felix/dataplane/linux/endpoint_mgr.go: resolveHostEndpoints. */
function interfaceText(cluster: Cluster, endpoint: HostEndpoint): string {
  const node = nodeOf(cluster, endpoint);
  const { interfaceName } = endpoint;
  if (node === undefined) return nodeText(cluster, endpoint);
  if (interfaceName?.value === '*')
    return `Every interface of ${plain(node.name)} that no other HostEndpoint names. Policy before DNAT and on forwarded packets meets what pods on the node send, too.`;
  const found = node.interfaces.find((each) =>
    interfaceName === undefined ? hasAddress(each, endpoint) : each.name === interfaceName.value,
  );
  if (found !== undefined) {
    const addresses = found.addresses.map(({ ip }) => code(ip));
    return `Interface ${code(found.name)} of ${plain(node.name)}${addresses.length === 0 ? '' : `: ${listed(addresses)}`}.`;
  }
  return interfaceName === undefined
    ? `No interface of ${plain(node.name)} is known to have one of these addresses.`
    : `Interface ${code(interfaceName.value)} of ${plain(node.name)}, whose addresses nobody says.`;
}

const hasAddress = ({ addresses }: NetworkInterface, { expectedIPs }: HostEndpoint): boolean =>
  addresses.some(({ ip }) => expectedIPs.some(({ value }) => value === ip));

const stages: readonly (readonly [string, (policy: GlobalNetworkPolicy) => boolean])[] = [
  ['untracked', ({ doNotTrack }) => doNotTrack?.value === true],
  ['before DNAT', ({ preDNAT, doNotTrack }) => preDNAT?.value === true && doNotTrack?.value !== true],
  [
    'to and from the host',
    ({ preDNAT, doNotTrack }) => preDNAT?.value !== true && doNotTrack?.value !== true,
  ],
  [
    'forwarded',
    ({ preDNAT, doNotTrack, applyOnForward }) =>
      applyOnForward?.value === true && preDNAT?.value !== true && doNotTrack?.value !== true,
  ],
];

/** By the place in the packet's path where they are asked. */
function policies(context: ViewContext, endpoint: HostEndpoint): string {
  const all = policiesOn(context.cluster, endpoint).filter((each) => each.kind === 'GlobalNetworkPolicy');
  const lines = stages.flatMap(([stage, belongs]) => {
    const here = all.filter(belongs);
    return here.length === 0
      ? []
      : [`- ${stage}: ${listed(here.map((each) => linkTo(context.locate, nameOf(each), titleSpan(each))))}`];
  });
  const list = lines.length === 0 ? 'No policy selects it.' : `Policies:\n\n${lines.join('\n')}`;
  return `${list}\n\n${withoutPolicy(
    endpoint,
    all.some((each) => stages[2]?.[1](each) === true),
  )}`;
}

/** What is not decided by policy (felix/rules/endpoints.go: endpointIptablesChain). */
function withoutPolicy(endpoint: HostEndpoint, hasNormal: boolean): string {
  if (endpoint.profiles.length > 0) return profilesText(endpoint);
  const rest = hasNormal ? 'What these policies do not allow' : 'Everything';
  return `${rest} to and from the host itself is dropped, but for the failsafe ports (in: SSH, DHCP, BGP, etcd, Typha, the API server). Without a policy that applies on forward, what the host forwards stays open.`;
}

function profilesText({ profiles }: HostEndpoint): string {
  const names = listed(profiles.map(({ value }) => code(value)));
  return profiles.some(({ value }) => value === 'projectcalico-default-allow')
    ? `${names}: what no policy governs is allowed.`
    : `${names}: what no policy governs is decided by these profiles, whose rules are not in this workspace.`;
}
