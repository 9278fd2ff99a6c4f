import { diagnosed } from '../kit/check.ts';
import type { Rule } from '../../server/src/diagnostics/index.ts';

/** What the docstring above a rule says, read from the text of its file. */
export interface RuleDoc {
  /** The first sentence. */
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly source: string;
  readonly cure: string;
  readonly bad: string;
  readonly good: string;
}

/** Reads the docstring that stands before `export const …: Rule`. */
export function readRuleDoc(fileText: string): RuleDoc | undefined {
  const comment = /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const \w+: Rule/.exec(fileText)?.[1];
  if (comment === undefined) return undefined;
  const text = comment.replace(/^ \* ?/gm, '');
  const [prose = '', ...tags] = text.split(/^@(?=(?:source|cure|bad|good)\b)/m);
  const tag = (name: string): string =>
    (tags.find((candidate) => candidate.startsWith(name)) ?? '').slice(name.length);
  const [title = '', ...paragraphs] = prose.trim().split(/\n\n+/);
  return {
    title: flat(title),
    paragraphs: paragraphs.map(flat),
    source: flat(tag('source')),
    cure: flat(tag('cure')),
    bad: dedented(tag('bad')),
    good: dedented(tag('good')),
  };
}

const flat = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

const dedented = (text: string): string => `${text.replace(/^ {2}/gm, '').trim()}\n`;

/** The page in docs/diagnostics, whole: written from the docstring, and from what the rule says about its own example. */
export function rulePage(rule: Rule, doc: RuleDoc): string {
  const [found] = diagnosed(doc.bad, rule).flatMap(({ diagnostics }) => diagnostics);
  if (found === undefined) throw new Error(`${rule.id}: its bad example is not found`);
  const fix = found.fix === undefined ? '' : ` A quick fix does it: *${found.fix.title}*.`;
  return [
    `# ${rule.id}`,
    `**${doc.title}**`,
    ...doc.paragraphs,
    `## Example`,
    `\`${found.severity}\`: ${found.message}`,
    `> ${found.why}`,
    yaml(doc.bad),
    `Nothing is said about this:`,
    yaml(doc.good),
    `## Cure`,
    `${doc.cure}${fix}`,
    `Where it is meant as it is, a comment on the line or above it switches this finding off: \`# dataplane-lens-ignore ${rule.id}\`. At the top of a document it holds for the whole document.`,
    `## Where this is known from`,
    doc.source,
  ]
    .join('\n\n')
    .concat('\n');
}

const yaml = (text: string): string => `\`\`\`yaml\n${text}\`\`\``;

/** docs/diagnostics/README.md: every rule, by area. */
export function rulesPage(docs: readonly (readonly [Rule, RuleDoc])[]): string {
  const areas = [...new Set(docs.map(([{ id }]) => id.split('/')[0] ?? ''))];
  const sections = areas.map((area) => {
    const rows = docs
      .filter(([{ id }]) => id.startsWith(`${area}/`))
      .map(
        ([{ id, severity }, { title }]) => `| [${id}](${id.replace('/', '-')}.md) | ${severity} | ${title} |`,
      );
    return [`## ${area}`, '', '| id | severity | what it says |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return [
    '# Diagnostics',
    '',
    'Each finding has a code; its page says why it matters, where the behaviour is known from, and what to do. `error`: the API server, Calico or kube-proxy refuses it, or traffic certainly fails. `warning`: it is taken, and does not do what it seems to. `info` and `hint`: good to know.',
    '',
    'A comment `# dataplane-lens-ignore area/name` on the line of a finding, or on the line above it, switches it off; at the top of a document it holds for the whole document.',
    '',
    ...sections.flatMap((section) => [section, '']),
  ].join('\n');
}
