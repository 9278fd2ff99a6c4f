import type { InitializeParams } from 'vscode-languageserver';
import { defaultSettings, type Settings } from '../../protocol/settings.ts';
import type { Publisher } from '../publish.ts';
import type { Session } from '../session.ts';

/** Reads `dataplaneLens.*` at start and whenever it changes. */
export function followSettings(
  session: Session,
  publisher: Publisher,
  params: InitializeParams | undefined,
): void {
  const { connection } = session;
  const read = async (): Promise<void> => {
    if (params?.capabilities.workspace?.configuration !== true) return;
    const given = (await connection.workspace.getConfiguration('dataplaneLens')) as Partial<Settings> | null;
    session.settings = { ...defaultSettings, ...given };
    const { kubernetesVersion, proxyMode } = session.settings.whatIf;
    session.workspace.setWhatIf({
      ...(kubernetesVersion === '' ? {} : { kubernetesVersion }),
      ...(proxyMode === '' ? {} : { proxyMode }),
    });
    publisher.everything();
    void connection.languages.inlayHint.refresh();
    void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  };
  connection.onDidChangeConfiguration(() => void read());
  void read();
}
