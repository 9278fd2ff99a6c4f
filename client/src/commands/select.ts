import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { firstPanelRequest, type PanelModel } from '../../../server/src/protocol/panel.ts';
import { ask } from '../languageClient.ts';
import type { PanelController } from '../panel.ts';
import { setWhatIf } from '../whatIf.ts';

async function currentModel(client: LanguageClient, panel: PanelController): Promise<PanelModel | null> {
  const editor = vscode.window.activeTextEditor;
  const focus =
    editor === undefined
      ? undefined
      : { uri: editor.document.uri.toString(), position: { line: 0, character: 0 } };
  return ask(client, 'dataplaneLens/panel', panel.request ?? { ...firstPanelRequest, focus });
}

/** Shows the dataplane of another node. */
export async function selectNode(client: LanguageClient, panel: PanelController): Promise<void> {
  const hosts = (await currentModel(client, panel))?.hosts ?? [];
  const items = hosts.map(({ name, detail, kind }) => ({
    label: name,
    description: detail,
    kindOfHost: kind,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Look from which node?' });
  if (picked === undefined) return;
  panel.show({ at: picked.label, ...(picked.kindOfHost === 'node' ? {} : { view: 'routes' }) });
}

const asWritten = 'As the workspace says';

/** What if kube-proxy ran in another mode? */
export async function selectProxyMode(): Promise<void> {
  const picked = await vscode.window.showQuickPick([asWritten, 'iptables', 'ipvs', 'nftables'], {
    placeHolder: 'What if kube-proxy ran in this mode?',
  });
  if (picked !== undefined) await setWhatIf('proxyMode', picked === asWritten ? '' : picked);
}

/** What if the cluster ran another Kubernetes version? */
export async function selectVersion(client: LanguageClient, panel: PanelController): Promise<void> {
  const versions = (await currentModel(client, panel))?.versions ?? [];
  const picked = await vscode.window.showQuickPick([asWritten, ...versions], {
    placeHolder: 'What if the cluster ran this Kubernetes version?',
  });
  if (picked !== undefined) await setWhatIf('kubernetesVersion', picked === asWritten ? '' : picked);
}
