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

export type PanelView = 'iptables' | 'ipvs' | 'nftables' | 'routes' | 'bgp' | 'ipam' | 'trace';
export type PanelScope = 'resource' | 'file' | 'cluster';

/** What the panel asks the server for. The server remembers nothing of it. */
export interface PanelRequest {
  readonly view: PanelView;
  /** Node, external host or pod (`ns/name`), or `allHosts`; undefined lets the server choose. */
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

/** What `at` says when nobody in particular is looked at; no host can have such a name. */
export const allHosts = 'all hosts';

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
      readonly tables: readonly PanelTable[];
    })
  /** Tables, with a picture above them where there is one. */
  | (PanelCommon & {
      readonly kind: 'tables';
      readonly picture: BgpPicture | undefined;
      readonly tables: readonly PanelTable[];
    })
  | (PanelCommon & { readonly kind: 'trace'; readonly trace: PanelTrace })
  /** Nothing to show, and why; `hint` says what to do. */
  | (PanelCommon & { readonly kind: 'empty'; readonly title: string; readonly hint: string });

export interface PanelCommon {
  readonly view: PanelView;
  readonly cluster: string;
  readonly at: string;
  /** Choices of the node picker: all at once where the view can, nodes, external hosts and, in the routes view, pods. */
  readonly hosts: readonly {
    readonly name: string;
    readonly detail: string;
    readonly kind: 'all' | 'node' | 'host' | 'pod';
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
  /** Who announced it and why; empty for a route that BGP did not bring. */
  readonly paths: readonly PanelPath[];
  readonly change: 'added' | 'removed' | undefined;
  readonly note: string | undefined;
  readonly because: readonly PanelCause[];
}

/** A way that BGP brought to a host. Ways that differ in the announcing node only are one. */
export interface PanelPath {
  readonly announcedBy: readonly string[];
  /** `yaobank/customer has an endpoint there, externalTrafficPolicy Local`. */
  readonly why: string;
  /** AS path, communities, local preference, who passed it on: what there is of them. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

export interface PanelTable {
  readonly id: string;
  readonly name: string;
  readonly meta: string;
  readonly open: boolean;
  readonly columns: readonly PanelColumn[];
  /** Empty when closed. */
  readonly rows: readonly PanelRow[];
  /** How many rows were left out because nobody reads so many; the filter finds them. */
  readonly left: number;
}

export interface PanelColumn {
  readonly name: string;
  /** How much room its cells want: a word, an address or prefix, a name, a sentence, a number at the right edge. */
  readonly size: 'word' | 'address' | 'name' | 'text' | 'number';
}

export interface PanelRow {
  /** One for each column. */
  readonly cells: readonly PanelCell[];
  /** What else there is to say, below the cells. */
  readonly note: string | undefined;
  readonly change: 'added' | 'removed' | undefined;
  /** Steps to the right: a block below its pool. */
  readonly depth: number;
  readonly because: readonly PanelCause[];
}

export interface PanelCell {
  readonly text: string;
  readonly tone: 'plain' | 'code' | 'muted' | 'good' | 'bad';
  /** The host that the cell names, to be looked at. */
  readonly host: string | undefined;
}

/** BGP speakers as a drawing: peers on the left, nodes on the right, route reflectors between, alike ones as one. */
export interface BgpPicture {
  /** The picture told, for who cannot see it. */
  readonly words: string;
  readonly speakers: readonly PictureSpeaker[];
  readonly links: readonly PictureLink[];
  /** The node-to-node mesh as one thing: indexes of its members. */
  readonly mesh: { readonly members: readonly number[]; readonly title: string } | undefined;
}

export interface PictureSpeaker {
  readonly side: 'peer' | 'reflector' | 'node';
  /** `worker1`, `498 nodes`. */
  readonly title: string;
  readonly subtitle: string;
  /** What it announces where no link says so. */
  readonly announces: string | undefined;
  /** Whom a click shows; undefined for several at once, and for an address that nobody has. */
  readonly host: string | undefined;
  /** All about it in a sentence. */
  readonly words: string;
}

/** The sessions between two speakers of the picture. */
export interface PictureLink {
  /** The one to which is announced: a peer where there is one. */
  readonly to: number;
  readonly from: number;
  readonly protocol: 'iBGP' | 'eBGP';
  readonly state: 'up' | 'partly' | 'down';
  /** `10.49.0.0/16 and 2 more`. */
  readonly carries: string;
  /** `2 sessions`, why it is down. */
  readonly note: string;
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
