import * as vscode from 'vscode';

/** Asks "what if" for every view at once: a setting of the workspace, or of the user where no folder is open. */
export async function setWhatIf(key: 'kubernetesVersion' | 'proxyMode', value: string): Promise<void> {
  const { ConfigurationTarget, workspace } = vscode;
  const target =
    workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await workspace
    .getConfiguration('dataplaneLens')
    .update(`whatIf.${key}`, value === '' ? undefined : value, target);
}
