import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import { shownVersion } from '../../cluster/kubernetesVersion.ts';
import type { ProxyDataplane } from '../../dataplane/dataplane.ts';
import { deriveNode } from '../../dataplane/derive.ts';
import { changesOfMove, type MoveEnd } from '../../dataplane/kubeProxy/moves.ts';
import { knownVersions } from '../../dataplane/kubeProxy/versions.ts';
import { findHost, hostName, type HostRef } from '../../dataplane/routing/host.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { PanelCommon, PanelModel, PanelRequest } from '../../protocol/panel.ts';
import type { Resource } from '../../resources/resource.ts';
import { shownPodNetwork } from '../podNetworkWords.ts';
import { panelTrace } from '../traceView.ts';
import type { ViewContext } from '../viewContext.ts';
import { panelBgp } from './bgp/bgp.ts';
import { panelIpam } from './ipam.ts';
import { listingBlocks } from './listing.ts';
import { nftBlocks } from './nftListing.ts';
import { panelRoutes } from './routes.ts';
import { ruleSections } from './rules.ts';
import { scopeOf, type InScope } from './scope.ts';
import { simulatedValues } from './simulated.ts';
import { listingSummary, rulesSummary } from './summary.ts';

/** What one panel shows: everything it needs for one drawing, as plain data. */
export function panelModel(
  context: ViewContext | undefined,
  request: PanelRequest,
  resource: Resource | undefined,
  saved: ViewContext | undefined,
): PanelModel {
  if (context === undefined) return nothingOpen(request);
  const at = hostInView(context.cluster, request);
  const common = panelCommon(context, request, at);
  const inScope = scopeOf(request, resource);
  if (request.view === 'bgp')
    return context.cluster.podNetwork.value.kind === 'calico'
      ? { ...common, ...panelBgp(context, request, saved, inScope) }
      : noBgp(common, context.cluster);
  if (request.view === 'ipam') return { ...common, ...panelIpam(context, request, saved, inScope) };
  if (request.view === 'routes') return { ...common, ...panelRoutes(context, request, at, saved, inScope) };
  if (request.view === 'trace') return traceModel(context, request, common);
  const proxy = proxyOf(context, at, request);
  if (at.kind !== 'node' || proxy === undefined) return noRules(common, hostName(at));
  const before = comparedWith(context, saved, at, request);
  return nodeModel({ context, request, inScope, node: at.node, proxy, before }, common);
}

/** A what-if is held against what the workspace says, an edit against what is saved. */
function comparedWith(
  context: ViewContext,
  saved: ViewContext | undefined,
  at: HostRef,
  request: PanelRequest,
): ProxyDataplane | undefined {
  if (isWhatIf(context)) return proxyOf({ ...context, cluster: context.written }, at, request);
  return saved === undefined ? undefined : proxyOf(saved, at, request);
}

const proxyOf = (
  { cluster }: ViewContext,
  at: HostRef,
  { ipFamily }: PanelRequest,
): ProxyDataplane | undefined => deriveNode(cluster, hostName(at), ipFamily)?.proxy;

/** What a node's view is drawn from: the dataplane as it is, and as it was saved. */
interface NodeView {
  readonly context: ViewContext;
  readonly request: PanelRequest;
  readonly inScope: InScope;
  readonly node: ClusterNode;
  readonly proxy: ProxyDataplane;
  readonly before: ProxyDataplane | undefined;
}

function nodeModel(view: NodeView, common: PanelCommon): PanelModel {
  const { proxy, before, node, request } = view;
  const parts = { request, inScope: view.inScope, locate: view.context.locate };
  const changedBy = isWhatIf(view.context) ? 'what if' : 'unsaved edit';
  if (proxy.mode === 'nftables') {
    const saved = before?.mode === 'nftables' ? before.table : undefined;
    const blocks = nftBlocks({ ...parts, table: proxy.table, saved });
    return {
      ...common,
      kind: 'listing',
      blocks,
      summary: listingSummary(blocks, node.name, request, changedBy),
    };
  }
  const saved = before === undefined || before.mode === 'nftables' ? undefined : before.ruleset;
  const rules = { ...parts, ruleset: proxy.ruleset, saved, simulated: simulatedValues(view.context.cluster) };
  if (proxy.mode === 'ipvs' && request.view === 'ipvs') {
    const savedIpvs = before?.mode === 'ipvs' ? before.ipvs : undefined;
    const blocks = listingBlocks({ ...rules, ipvs: proxy.ipvs, savedIpvs });
    return {
      ...common,
      kind: 'listing',
      blocks,
      summary: listingSummary(blocks, node.name, request, changedBy),
    };
  }
  return {
    ...common,
    kind: 'rules',
    sections: ruleSections(rules),
    summary: rulesSummary(rules, node.name, changedBy),
  };
}

function traceModel(context: ViewContext, request: PanelRequest, common: PanelCommon): PanelModel {
  const { trace } = request;
  if (trace === undefined) {
    return {
      ...common,
      kind: 'empty',
      title: 'No packet traced yet',
      hint: 'Choose where the packet starts and where it goes, or click “Trace packet from bastion” above a Service.',
    };
  }
  return { ...common, kind: 'trace', trace: panelTrace(context, trace, request) };
}

/** The node or host that is asked for, or the first worker: where pods run, the rules are the most telling. */
function hostInView(cluster: Cluster, { at, view }: PanelRequest): HostRef {
  const asked = at === undefined ? undefined : findHost(cluster, at);
  if (asked !== undefined && (view === 'routes' || asked.kind === 'node')) return asked;
  const [host] = cluster.externalHosts;
  if (view === 'routes' && host !== undefined) return { kind: 'external', host };
  return { kind: 'node', node: cluster.nodes.find(({ schedulable }) => schedulable) ?? firstNode(cluster) };
}

/** A cluster always has a node: the built-in lab's when the workspace names none. */
function firstNode({ nodes: [first] }: Cluster): ClusterNode {
  if (first === undefined) throw new Error('a cluster without nodes');
  return first;
}

function panelCommon(
  { cluster, written }: ViewContext,
  { view, whatIf }: PanelRequest,
  at: HostRef,
): PanelCommon {
  const version = shownVersion(cluster.version.value);
  const versions = knownVersions;
  return {
    view,
    cluster: cluster.name,
    at: hostName(at),
    hosts: hostChoices(cluster, view),
    mode: cluster.kubeProxy.mode.value,
    version,
    versions: versions.includes(version) ? versions : [version, ...versions],
    whatIfNote: whatIfNote(cluster, written, Object.keys(whatIf).length > 0),
    changes: changesOfMove(moveEnd(written), moveEnd(cluster)),
    summary: [],
    notice: undefined,
  };
}

function hostChoices(cluster: Cluster, view: PanelRequest['view']): PanelCommon['hosts'] {
  const nodes = cluster.nodes.map(({ name, addresses, because }) => ({
    name,
    detail: `${addresses.map(({ value }) => value).join(', ')}${isSimulated(because) ? ' (simulated)' : ''}`,
    kind: 'node' as const,
  }));
  if (view !== 'routes') return nodes;
  const hosts = cluster.externalHosts.map(({ name, interfaces, because }) => ({
    name,
    detail: `${interfaces.flatMap(({ addresses }) => addresses.map(({ ip }) => ip)).join(', ')}${isSimulated(because) ? ' (simulated)' : ''}`,
    kind: 'host' as const,
  }));
  const pods = cluster.pods
    .filter(({ hostNetwork }) => !hostNetwork)
    .slice(0, mostPodChoices)
    .map((pod) => ({
      name: `${pod.namespace}/${pod.name}`,
      detail: pod.ips.map(({ value }) => value).join(', '),
      kind: 'pod' as const,
    }));
  return [...nodes, ...hosts, ...pods];
}

/** A list of thousands helps nobody to choose; a pod can still be named in a request. */
const mostPodChoices = 200;

const moveEnd = ({ kubeProxy, version }: Cluster): MoveEnd => ({
  mode: kubeProxy.mode.value,
  minor: version.value.minor,
});

const isWhatIf = ({ cluster, written }: ViewContext): boolean =>
  cluster.kubeProxy.mode.value !== written.kubeProxy.mode.value ||
  shownVersion(cluster.version.value) !== shownVersion(written.version.value);

function whatIfNote(cluster: Cluster, written: Cluster, asked: boolean): string | undefined {
  const changes = [
    cluster.kubeProxy.mode.value === written.kubeProxy.mode.value
      ? undefined
      : `kube-proxy in ${cluster.kubeProxy.mode.value} mode instead of ${written.kubeProxy.mode.value}`,
    shownVersion(cluster.version.value) === shownVersion(written.version.value)
      ? undefined
      : `Kubernetes ${shownVersion(cluster.version.value)} instead of ${shownVersion(written.version.value)}`,
  ].filter((change) => change !== undefined);
  if (changes.length > 0) return `What if: ${changes.join(', ')}`;
  return asked ? 'What if: the same as the workspace says' : undefined;
}

const bare = (request: PanelRequest): PanelCommon => ({
  view: request.view,
  cluster: '',
  at: '',
  hosts: [],
  mode: 'iptables',
  version: '',
  versions: [],
  whatIfNote: undefined,
  changes: [],
  summary: [],
  notice: undefined,
});

const nothingOpen = (request: PanelRequest): PanelModel => ({
  ...bare(request),
  kind: 'empty',
  title: 'No manifests open',
  hint: 'Open a folder or a file with Kubernetes or Calico YAML: a single Service is enough, the rest is simulated and marked so.',
});

const noBgp = (common: PanelCommon, cluster: Cluster): PanelModel => ({
  ...common,
  kind: 'empty',
  title: 'Nobody speaks BGP here',
  hint: `The pod network is ${shownPodNetwork(cluster)}; BGP sessions are Calico’s. A BGPPeer or BGPConfiguration, or podNetwork: calico in the ClusterProfile, says that it is Calico.`,
});

const noRules = (common: PanelCommon, name: string): PanelModel => ({
  ...common,
  kind: 'empty',
  title: `${name} holds no rules of kube-proxy`,
  hint: 'Choose a node.',
});
