/** Everything the panel, the extension and the server say to each other about the panel. Plain data; imports nothing. */

export interface PanelPosition {
  readonly line: number;
  readonly character: number;
}

/** A place in YAML. Zero-based. `label` is how it is shown: `service.yaml:14`. */
export interface PanelPlace {
  readonly uri: string;
  readonly start: PanelPosition;
  readonly end: PanelPosition;
  readonly label: string;
}

/** One reason for a line. */
export type PanelCause =
  | { readonly kind: 'manifest'; readonly place: PanelPlace; readonly note: string }
  | { readonly kind: 'explained'; readonly text: string; readonly simulated: boolean };

export type PanelView = 'iptables' | 'ipvs' | 'nftables' | 'routes' | 'trace';
export type PanelScope = 'resource' | 'file' | 'cluster';

/** What the panel asks the server for. The server remembers nothing of it. */
export interface PanelRequest {
  readonly view: PanelView;
  /** Node, external host or pod (`ns/name`); undefined lets the server choose. */
  readonly at: string | undefined;
  readonly scope: PanelScope;
  readonly filter: string;
  /** The editor's file and cursor: what `resource` and `file` scopes mean, and which cluster. */
  readonly focus: { readonly uri: string; readonly position: PanelPosition } | undefined;
  readonly whatIf: {
    readonly kubernetesVersion?: string;
    readonly proxyMode?: 'iptables' | 'ipvs' | 'nftables';
  };
  readonly ipFamily: 4 | 6;
  /** Chains (or sections) that the reader opened or closed against the default: ids as the model names them. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** For the trace view. */
  readonly trace: { readonly from: string; readonly to: string } | undefined;
  /** Which branch of the trace is shown; undefined: the likeliest. */
  readonly branch: number | undefined;
}

/** The first question of a panel that remembers nothing. */
export const firstPanelRequest: PanelRequest = {
  view: 'iptables',
  at: undefined,
  scope: 'file',
  filter: '',
  focus: undefined,
  whatIf: {},
  ipFamily: 4,
  opened: [],
  closed: [],
  trace: undefined,
  branch: undefined,
};

/** What the panel shows. `common` fills the toolbar and the summary line. */
export type PanelModel =
  | (PanelCommon & { readonly kind: 'rules'; readonly sections: readonly RuleSection[] })
  | (PanelCommon & { readonly kind: 'listing'; readonly blocks: readonly ListingBlock[] })
  | (PanelCommon & {
      readonly kind: 'routes';
      readonly heading: string;
      readonly routes: readonly PanelRoute[];
      readonly sessions: readonly PanelSession[];
    })
  | (PanelCommon & { readonly kind: 'trace'; readonly trace: PanelTrace })
  /** Nothing to show, and why; `hint` says what to do. */
  | (PanelCommon & { readonly kind: 'empty'; readonly title: string; readonly hint: string });

export interface PanelCommon {
  readonly view: PanelView;
  readonly cluster: string;
  readonly at: string;
  /** Choices of the node picker: nodes first, then external hosts and, in the routes view, pods. */
  readonly hosts: readonly {
    readonly name: string;
    readonly detail: string;
    readonly kind: 'node' | 'host' | 'pod';
  }[];
  /** What is in force after the what-if. */
  readonly mode: 'iptables' | 'ipvs' | 'nftables';
  readonly version: string;
  readonly versions: readonly string[];
  /** One sentence when the what-if differs from what the workspace says. */
  readonly whatIfNote: string | undefined;
  /** What a person would notice if the what-if came true, in words. */
  readonly changes: readonly { readonly title: string; readonly text: string }[];
  /** "44 rules in 33 chains on worker1", "21 from service.yaml", "1 simulated address" … */
  readonly summary: readonly string[];
  /** Why part of the text could not be used; the last valid content is still shown. */
  readonly notice: string | undefined;
}

/** An iptables or nftables table. */
export interface RuleSection {
  readonly id: string;
  readonly name: string;
  readonly meta: string;
  readonly open: boolean;
  /** In the order of jumps, each chain where it is first reached; chains below a closed one are left out. */
  readonly chains: readonly RuleChain[];
}

export interface RuleChain {
  /** `nat/KUBE-SERVICES`. */
  readonly id: string;
  readonly name: string;
  readonly depth: number;
  /** `yaobank/customer:http`, `10.48.0.43:80 on worker2`. */
  readonly stands: string | undefined;
  readonly meta: string;
  readonly open: boolean;
  readonly added: number;
  readonly removed: number;
  /** Empty when closed. */
  readonly rules: readonly RuleRow[];
}

export interface RuleRow {
  /** 1-based position in the chain; undefined for a removed rule. */
  readonly number: number | undefined;
  readonly change: 'added' | 'removed' | undefined;
  /** `-j` word. A chain target is a link; a verdict is bold; undefined when the rule has none. */
  readonly target: { readonly text: string; readonly chain: string | undefined } | undefined;
  /** Options of the target: `--to-destination 10.48.0.43:80`. */
  readonly targetOptions: readonly RuleWord[];
  readonly words: readonly RuleWord[];
  readonly comment: string | undefined;
  /** The line as the real tool prints it, for "Copy rule". */
  readonly original: string;
  readonly because: readonly PanelCause[];
}

/** An option and its value, never parted: `! -s 10.48.0.0/16`. */
export interface RuleWord {
  readonly not: boolean;
  readonly option: string;
  readonly value: string;
  readonly simulated: boolean;
}

/** Text of a tool as it prints it, in foldable blocks: ipvsadm -ln, ipset save, addresses, sysctls. */
export interface ListingBlock {
  readonly id: string;
  readonly name: string;
  readonly meta: string;
  readonly open: boolean;
  readonly lines: readonly ListingLine[];
}

export interface ListingLine {
  readonly text: string;
  readonly depth: number;
  readonly simulated: boolean;
  readonly change: 'added' | 'removed' | undefined;
  readonly because: readonly PanelCause[];
}

export interface PanelRoute {
  /** The lines as `ip route` prints them. */
  readonly lines: readonly string[];
  readonly change: 'added' | 'removed' | undefined;
  readonly note: string | undefined;
  readonly because: readonly PanelCause[];
}

export interface PanelSession {
  readonly node: string;
  readonly nodeAddress: string;
  readonly peer: string;
  readonly peerAddress: string;
  readonly kind: 'peer' | 'mesh';
  readonly protocol: 'iBGP' | 'eBGP';
  readonly announces: readonly string[];
  readonly because: readonly PanelCause[];
}

export type Verdict = 'delivered' | 'dropped' | 'rejected' | 'no route' | 'unknown';

export interface PanelTrace {
  readonly from: string;
  readonly to: string;
  readonly hostChoices: readonly string[];
  readonly destinationChoices: readonly string[];
  /** Every way the packet may go, the shown one among them. */
  readonly branches: readonly TraceBranch[];
  readonly shown: number;
  readonly verdict: Verdict;
  /** "Delivered to yaobank/customer-… 10.48.0.43:80". */
  readonly title: string;
  /** What the user would see, and the cause. */
  readonly symptom: string;
  /** The packet at telling moments: leaves bastion, leaves worker1, enters the pod. */
  readonly headers: readonly {
    readonly where: string;
    readonly source: string;
    readonly destination: string;
    readonly sourceChanged: boolean;
    readonly destinationChanged: boolean;
  }[];
  readonly lanes: readonly string[];
  readonly there: readonly TraceHop[];
  readonly back: readonly TraceHop[];
}

export interface TraceBranch {
  readonly title: string;
  readonly probability: number;
  readonly verdict: Verdict;
}

export interface TraceHop {
  readonly host: string;
  readonly address: string;
  /** "in by ens5, does not run the pod". */
  readonly note: string;
  readonly lane: number;
  readonly steps: readonly TraceStep[];
}

export interface TraceStep {
  readonly kind: 'route' | 'rule' | 'ipvs' | 'passed' | 'verdict' | 'reply';
  /** Hook and table, when they change: `nat PREROUTING`. */
  readonly where: string | undefined;
  /** Chain and rule number: `KUBE-SERVICES:4`; undefined for a route. */
  readonly chain: string | undefined;
  readonly text: string;
  readonly target: string | undefined;
  /** "1 of 1 endpoint", "probability 0.5". */
  readonly note: string | undefined;
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  /** For `passed`: how many rules were tried without a match. */
  readonly passed: number;
  readonly because: readonly PanelCause[];
}

/** Between the extension and the webview. Every message is checked on arrival. */
export type ToPanel =
  | {
      readonly type: 'model';
      readonly revision: number;
      readonly model: PanelModel;
      readonly request: PanelRequest;
    }
  | { readonly type: 'cursor'; readonly uri: string; readonly position: PanelPosition }
  | { readonly type: 'busy' }
  /** Change the view from outside: a CodeLens or a command. */
  | { readonly type: 'show'; readonly patch: Partial<PanelRequest> };

export type FromPanel =
  | { readonly type: 'ready'; readonly request: PanelRequest }
  | { readonly type: 'request'; readonly request: PanelRequest }
  | { readonly type: 'reveal'; readonly place: PanelPlace }
  /** The pointer or focus rests on a line with these causes; empty when it left. */
  | { readonly type: 'highlight'; readonly places: readonly PanelPlace[] }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'openAsText'; readonly request: PanelRequest };
