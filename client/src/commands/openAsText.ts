import * as vscode from 'vscode';
import { firstPanelRequest, type PanelRequest } from '../../../server/src/protocol/panel.ts';
import type { PanelController } from '../panel.ts';
import type { RulesDocuments } from '../rulesDocuments.ts';

const views = [
  { label: 'iptables-save', view: 'iptables' },
  { label: 'ipvsadm -ln, ipset save', view: 'ipvs' },
  { label: 'nft list ruleset', view: 'nftables' },
  { label: 'ip route', view: 'routes' },
  { label: 'calicoctl node status', view: 'bgp' },
  { label: 'calicoctl ipam show --show-blocks', view: 'ipam' },
] as const;

/** Opens what one node holds as a read-only document, in the words of the real tool. */
export async function openAsText(panel: PanelController, documents: RulesDocuments): Promise<void> {
  const picked = await vscode.window.showQuickPick([...views], { placeHolder: 'Open which rules as text?' });
  if (picked === undefined) return;
  const editor = vscode.window.activeTextEditor;
  const shown = panel.request;
  const cursor = { line: 0, character: 0 };
  const request: PanelRequest = {
    ...(shown ?? firstPanelRequest),
    view: picked.view,
    scope: 'cluster',
    filter: '',
    focus: editor === undefined ? shown?.focus : { uri: editor.document.uri.toString(), position: cursor },
  };
  await documents.show(request);
}
