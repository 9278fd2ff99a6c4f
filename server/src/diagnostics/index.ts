import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Resource, SectionContents } from '../resources/resource.ts';
import type { Diagnostic, Finding, Rule } from './rule.ts';
import { rules } from './rules.ts';
import { isSilenced } from './silence.ts';

export { rules } from './rules.ts';
export { silenceFix } from './silence.ts';
export type { Diagnostic, Finding, Fix, RelatedPlace, Rule, Severity } from './rule.ts';

/** Every finding about one object, in text order; those that a comment silences are left out. */
export function diagnose(resource: Resource, cluster: Cluster): readonly Diagnostic[] {
  return inOrder([...resourceDiagnostics(resource), ...clusterDiagnostics(resource, cluster)]);
}

/**
 * Every finding about one section. A section with a syntax error is not looked into further: what stands behind the error
 * is not there to be read, so whatever is missing may only seem to be.
 */
export function diagnoseSection(contents: SectionContents, cluster: Cluster): readonly Diagnostic[] {
  if (contents.isTemplate) return [];
  if (contents.syntaxProblems.length > 0) return inOrder(sectionDiagnostics(contents));
  return inOrder(
    contents.resources.flatMap((resource) => [
      ...resourceDiagnostics(resource),
      ...clusterDiagnostics(resource, cluster),
    ]),
  );
}

/** What is left where a YAML schema checks the file too, as Red Hat's YAML extension does. */
export const withoutSchemaDuplicates = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ rule }) => rule.inSchema !== true);

/** The page about a rule, from the root of the repository. */
export const docsPath = ({ id }: Rule): string => `docs/diagnostics/${id.replace('/', '-')}.md`;

const asDiagnostics = (rule: Rule, findings: Iterable<Finding>): readonly Diagnostic[] =>
  Array.from(findings, (finding) => ({ ...finding, rule, severity: finding.severity ?? rule.severity }));

const sectionDiagnostics = (contents: SectionContents): readonly Diagnostic[] =>
  rules.flatMap((rule) => (rule.needs === 'section' ? asDiagnostics(rule, rule.check(contents)) : []));

const resourceDiagnostics = memoByKey((resource: Resource): readonly Diagnostic[] =>
  rulesFor(resource.kind).flatMap((rule) =>
    rule.needs === 'resource' ? asDiagnostics(rule, rule.check(resource)) : [],
  ),
);

const clusterDiagnostics = (resource: Resource, cluster: Cluster): readonly Diagnostic[] =>
  rulesFor(resource.kind).flatMap((rule) =>
    rule.needs === 'cluster' ? asDiagnostics(rule, rule.check(resource, cluster)) : [],
  );

const byKind = new Map<Resource['kind'], readonly Rule[]>();

function rulesFor(kind: Resource['kind']): readonly Rule[] {
  const known = byKind.get(kind);
  if (known !== undefined) return known;
  const ours = rules.filter((rule) => rule.needs !== 'section' && rule.kinds.includes(kind));
  byKind.set(kind, ours);
  return ours;
}

const inOrder = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics
    .filter((diagnostic) => !isSilenced(diagnostic))
    .sort((a, b) => a.span.start - b.span.start || (a.rule.id < b.rule.id ? -1 : 1));
