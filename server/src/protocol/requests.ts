import type { PanelModel, PanelPosition, PanelRequest } from './panel.ts';

/** Requests of our own between the extension and the server, beside the Language Server Protocol. Method → parameters and answer. */
export interface Requests {
  readonly 'dataplaneLens/panel': { readonly params: PanelRequest; readonly result: PanelModel };
  readonly 'dataplaneLens/text': { readonly params: PanelRequest; readonly result: RulesText };
  readonly 'dataplaneLens/traceEnds': {
    readonly params: { readonly uri: string | undefined };
    readonly result: TraceEnds;
  };
  /** Where a trace from the bastion goes for the resource at a position: the Service under the cursor. */
  readonly 'dataplaneLens/traceTarget': {
    readonly params: { readonly uri: string; readonly position: PanelPosition };
    readonly result: { readonly from: string; readonly to: string } | undefined;
  };
  readonly 'dataplaneLens/status': {
    readonly params: { readonly uri: string | undefined };
    readonly result: ClusterStatus | undefined;
  };
}

/** Server → extension: something that a panel may show has changed. */
export const changedNotification = 'dataplaneLens/changed';

export interface RulesText {
  readonly title: string;
  readonly languageId: string;
  readonly text: string;
}

export interface TraceEnd {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

export interface TraceEnds {
  readonly from: readonly TraceEnd[];
  readonly to: readonly TraceEnd[];
}

export interface ClusterStatus {
  readonly name: string;
  readonly services: number;
  readonly nodes: number;
  readonly mode: string;
  readonly version: string;
}

/** Arguments of the commands that CodeLens and hovers carry. */
export interface ShowArguments {
  readonly uri: string;
  readonly position: PanelPosition;
  readonly view: 'iptables' | 'ipvs' | 'nftables' | 'routes' | 'bgp' | 'ipam';
  readonly at?: string;
  /** What is shown of it: what the resource under the position causes, if not said. */
  readonly scope?: 'resource' | 'cluster';
  readonly filter?: string;
}

export interface TraceArguments {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
}

export const commands = {
  show: 'dataplaneLens.show',
  trace: 'dataplaneLens.trace',
  traceFromBastion: 'dataplaneLens.traceFromBastion',
  openAsText: 'dataplaneLens.openAsText',
  selectNode: 'dataplaneLens.selectNode',
  selectProxyMode: 'dataplaneLens.selectProxyMode',
  selectVersion: 'dataplaneLens.selectVersion',
} as const;
