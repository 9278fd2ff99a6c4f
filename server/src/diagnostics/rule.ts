import type { Cluster } from '../cluster/cluster.ts';
import type { Resource, ResourceOf, SectionContents } from '../resources/resource.ts';
import type { Edit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/** `error`: the API server, Calico or kube-proxy refuses it, or traffic certainly fails. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface Fix {
  /** What the fix does, as a command: "Set applyOnForward: true". */
  readonly title: string;
  /** Disjoint edits of the section the finding is in. */
  readonly edits: readonly Edit[];
}

/** Another place that has to do with a finding: the service that holds the same node port. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

/** What is wrong (message), why it matters (why), what to do (fix). Message and why are one line each. */
export interface Finding {
  readonly span: Span;
  readonly message: string;
  readonly why: string;
  /** Only where the cure is certain. */
  readonly fix?: Fix | undefined;
  readonly related?: readonly RelatedPlace[];
  /** Where it differs from the rule's own: a finding that rests on a simulated fact is no error. */
  readonly severity?: Severity;
}

export interface RuleInfo {
  /** `area/name`; the page in docs/diagnostics is `area-name.md`, the file `areaName.ts`. */
  readonly id: `${string}/${string}`;
  readonly severity: Severity;
  /** What a YAML schema reports too: an editor that has one may leave these findings out. */
  readonly inSchema?: true;
}

type Kind = Resource['kind'];

/** The kinds a rule talks about. `every` takes in kinds that are yet to be read. */
type Kinds = readonly Kind[] | 'every';

/** Needs nothing but the object itself; findings are kept as long as the object is. */
interface ResourceCheck {
  readonly needs: 'resource';
  readonly kinds: Kinds;
  readonly check: (resource: Resource) => Iterable<Finding>;
}

/** Needs the other objects too. */
interface ClusterCheck {
  readonly needs: 'cluster';
  readonly kinds: Kinds;
  readonly check: (resource: Resource, cluster: Cluster) => Iterable<Finding>;
}

/** Is about the text, before anything is an object. */
interface SectionCheck {
  readonly needs: 'section';
  readonly check: (contents: SectionContents) => Iterable<Finding>;
}

/** `needs` says how much must be derived before the rule can run; the runner derives no more. */
export type Rule = RuleInfo & (ResourceCheck | ClusterCheck | SectionCheck);

/** A finding and the rule it comes from. */
export interface Diagnostic extends Finding {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** Narrows a rule about objects to the kinds it talks about. */
export const forKind = <K extends Kind>(
  kinds: readonly K[],
  check: (resource: ResourceOf<K>) => Iterable<Finding>,
): ResourceCheck => ({
  needs: 'resource',
  kinds,
  check: (resource) => (isOneOf(resource, kinds) ? check(resource) : []),
});

/** The same, for a rule that looks at the whole cluster. */
export const forKindInCluster = <K extends Kind>(
  kinds: readonly K[],
  check: (resource: ResourceOf<K>, cluster: Cluster) => Iterable<Finding>,
): ClusterCheck => ({
  needs: 'cluster',
  kinds,
  check: (resource, cluster) => (isOneOf(resource, kinds) ? check(resource, cluster) : []),
});

/** A rule about something that every object has: its name, its fields. */
export const forEveryKind = (check: (resource: Resource) => Iterable<Finding>): ResourceCheck => ({
  needs: 'resource',
  kinds: 'every',
  check,
});

export const forEveryKindInCluster = (
  check: (resource: Resource, cluster: Cluster) => Iterable<Finding>,
): ClusterCheck => ({ needs: 'cluster', kinds: 'every', check });

export const isAbout = ({ kinds }: { readonly kinds: Kinds }, kind: Kind): boolean =>
  kinds === 'every' || kinds.includes(kind);

function isOneOf<K extends Kind>(resource: Resource, kinds: readonly K[]): resource is ResourceOf<K> {
  return (kinds as readonly Kind[]).includes(resource.kind);
}
