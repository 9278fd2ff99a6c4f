import type { WhatIf } from '../cluster/cluster.ts';
import type { ProxyMode } from '../cluster/kubeProxySettings.ts';
import { toText } from '../dataplane/render/rendered.ts';
import type { PanelRequest } from '../protocol/panel.ts';
import type { RulesText } from '../protocol/requests.ts';
import { dataplaneText, type TextQuestion } from './dataplaneText.ts';
import { report } from './report.ts';
import type { ViewContext } from './viewContext.ts';

const languages = {
  iptables: 'iptables-save',
  ipvs: 'ipvsadm',
  nftables: 'nftables',
  routes: 'ip-route',
} as const;
const endings = {
  iptables: 'iptables.save',
  ipvs: 'ipvs.txt',
  nftables: 'nft',
  routes: 'routes.txt',
} as const;

/**
 * The mode that a view speaks of: a tab of another mode than the one in force is a what-if. The iptables view also shows
 * what IPVS mode writes.
 */
export function modeForView({ view, whatIf }: PanelRequest, inForce: ProxyMode | undefined): WhatIf {
  if (view === 'ipvs' || view === 'nftables') return { ...whatIf, proxyMode: view };
  return view === 'iptables' && inForce === 'nftables' ? { ...whatIf, proxyMode: 'iptables' } : whatIf;
}

/** What a node holds as a read-only document, in the words of the real tool. */
export function rulesText(context: ViewContext | undefined, request: PanelRequest): RulesText {
  if (request.view === 'bgp' || request.view === 'ipam') return reportText(context, request, request.view);
  const view = request.view === 'trace' ? 'iptables' : request.view;
  const at = request.at ?? defaultHost(context, view);
  const title = `${at}.${endings[view]}`;
  const languageId = languages[view];
  if (context === undefined) return { title, languageId, text: '# no manifests are open\n' };
  const question: TextQuestion = { view, at, family: request.ipFamily };
  const answer = dataplaneText(context.cluster, question);
  return { title, languageId, text: answer.kind === 'lines' ? toText(answer.lines) : `# ${answer.why}\n` };
}

function reportText(
  context: ViewContext | undefined,
  { at, ipFamily }: PanelRequest,
  view: 'bgp' | 'ipam',
): RulesText {
  const node = context?.cluster.nodes.find(({ name }) => name === at)?.name;
  const title = view === 'bgp' && node !== undefined ? `${node}.bgp.txt` : `${view}.txt`;
  const languageId = 'plaintext';
  const question = view === 'bgp' ? { view, at: node, family: ipFamily } : { view, showBlocks: true };
  const told = report(context, question);
  if (told === undefined) return { title, languageId, text: '# no manifests are open\n' };
  return { title, languageId, text: told.kind === 'none' ? `# ${told.why}\n` : told.text };
}

/** The bastion for routes, else the first node that runs pods. */
export function defaultHost(context: ViewContext | undefined, view: TextQuestion['view']): string {
  const { nodes = [], externalHosts = [] } = context?.cluster ?? {};
  const host = view === 'routes' ? externalHosts[0] : undefined;
  return (host ?? nodes.find(({ schedulable }) => schedulable) ?? nodes[0])?.name ?? 'node';
}
