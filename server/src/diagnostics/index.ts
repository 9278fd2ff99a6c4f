import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Resource, SectionContents } from '../resources/resource.ts';
import { isAbout, type Diagnostic, type Finding, type Rule } from './rule.ts';
import { rules } from './rules.ts';
import { isSilenced } from './silence.ts';

export { rules } from './rules.ts';
export { silenceFix } from './silence.ts';
export type { Diagnostic, Rule } from './rule.ts';

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

/** Appends; most rules find nothing, and then nothing is made. */
function collect(out: Diagnostic[], rule: Rule, findings: Iterable<Finding>): void {
  for (const finding of findings)
    out.push({
      ...finding,
      message: oneLine(finding.message),
      why: oneLine(finding.why),
      rule,
      severity: finding.severity ?? rule.severity,
    });
}

/** What is quoted from a manifest may go over several lines. */
const oneLine = (text: string): string => (/[\n\r]/.test(text) ? text.replace(/\s+/g, ' ').trim() : text);

function sectionDiagnostics(contents: SectionContents): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of rules) if (rule.needs === 'section') collect(found, rule, rule.check(contents));
  return found;
}

const resourceDiagnostics = memoByKey((resource: Resource): readonly Diagnostic[] => {
  const found: Diagnostic[] = [];
  for (const rule of rulesFor(resource.kind).ofResource) collect(found, rule, rule.check(resource));
  return found;
});

const clusterDiagnostics = (resource: Resource, cluster: Cluster): readonly Diagnostic[] => {
  const found: Diagnostic[] = [];
  for (const rule of rulesFor(resource.kind).ofCluster) collect(found, rule, rule.check(resource, cluster));
  return found;
};

interface RulesForKind {
  readonly ofResource: readonly Extract<Rule, { readonly needs: 'resource' }>[];
  readonly ofCluster: readonly Extract<Rule, { readonly needs: 'cluster' }>[];
}

const byKind = new Map<Resource['kind'], RulesForKind>();

function rulesFor(kind: Resource['kind']): RulesForKind {
  const known = byKind.get(kind);
  if (known !== undefined) return known;
  const ours: RulesForKind = {
    ofResource: rules.flatMap((rule) => (rule.needs === 'resource' && isAbout(rule, kind) ? [rule] : [])),
    ofCluster: rules.flatMap((rule) => (rule.needs === 'cluster' && isAbout(rule, kind) ? [rule] : [])),
  };
  byKind.set(kind, ours);
  return ours;
}

const inOrder = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.length === 0
    ? diagnostics
    : diagnostics
        .filter((diagnostic) => !isSilenced(diagnostic))
        .sort((a, b) => a.span.start - b.span.start || (a.rule.id < b.rule.id ? -1 : 1));
