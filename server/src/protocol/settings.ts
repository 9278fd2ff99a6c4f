/** `dataplaneLens.*` as the editor keeps them. */
export interface Settings {
  readonly whatIf: {
    /** Empty: what the workspace says. */
    readonly kubernetesVersion: string;
    readonly proxyMode: '' | 'iptables' | 'ipvs' | 'nftables';
  };
  readonly codeLens: { readonly enabled: boolean };
  readonly inlayHints: { readonly enabled: boolean };
  /** `auto` leaves syntax errors to another YAML language server where one is installed. */
  readonly syntaxErrors: 'auto' | 'on' | 'off';
}

export const defaultSettings: Settings = {
  whatIf: { kubernetesVersion: '', proxyMode: '' },
  codeLens: { enabled: true },
  inlayHints: { enabled: true },
  syntaxErrors: 'auto',
};

/** What the extension tells the server at start. */
export interface InitializationOptions {
  /** Another extension reports YAML syntax errors. */
  readonly otherYamlServer: boolean;
  /** URI of the folder with a page for each diagnostic. */
  readonly documentation: string | undefined;
}
