import { expect } from 'vitest';
import { buildCluster } from '../../server/src/cluster/build.ts';
import { diagnoseSection, type Diagnostic, type Rule } from '../../server/src/diagnostics/index.ts';
import { readSection } from '../../server/src/resources/resource.ts';
import { applyEdits, type Edit } from '../../server/src/text/edit.ts';
import { splitSections, type PlacedSection } from '../../server/src/yaml/sections.ts';
import { annotations, withoutAnnotations } from './annotations.ts';
import { fixtureFiles, type FixtureFile } from './fixture.ts';

/** One file of a fixture with what is found in it. */
interface CheckedFile extends FixtureFile {
  readonly sections: readonly PlacedSection[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The files of a fixture as one workspace, diagnosed: the only place that calls the diagnostics API. */
export function diagnosed(fixture: string, only?: Rule): readonly CheckedFile[] {
  const files = fixtureFiles(fixture).map((file) => {
    const sections = splitSections(file.uri, file.text);
    return { ...file, sections, contents: sections.map(({ section }) => readSection(section)) };
  });
  const cluster = buildCluster(
    files.flatMap(({ contents }) => contents.flatMap(({ resources }) => resources)),
  );
  return files.map(({ contents, ...file }) => ({
    ...file,
    diagnostics: contents
      .flatMap((section) => diagnoseSection(section, cluster))
      .filter(({ rule }) => only === undefined || rule === only),
  }));
}

/** Every finding is where the carets say, and says what their label says; there are no others. */
export function checkDiagnostics(fixture: string, only?: Rule): void {
  for (const file of diagnosed(fixture, only)) {
    const found = file.diagnostics.map((diagnostic) => ({
      ...offsets(file, diagnostic.span),
      label: `${diagnostic.fix === undefined ? '' : '💡 '}${diagnostic.severity}: ${diagnostic.message}`,
    }));
    const wanted = annotations(file.text);
    expect(shown(file.text, found)).toEqual(shown(file.text, wanted));
  }
}

/** The same, with the findings of one rule only. */
export const checkRule = (rule: Rule, fixture: string): void => {
  checkDiagnostics(fixture, rule);
};

/** The texts of the findings of one rule, without their places. */
export const findingsOf = (rule: Rule, fixture: string): readonly string[] =>
  diagnosed(fixture, rule).flatMap(({ diagnostics }) =>
    diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
  );

/** Applies the first fix of the rule and compares the one file it changes. */
export function checkFix(rule: Rule, before: string, after: string): void {
  const [file] = diagnosed(before, rule).filter(({ diagnostics }) =>
    diagnostics.some(({ fix }) => fix !== undefined),
  );
  if (file === undefined) throw new Error(`${rule.id} offers no fix here`);
  const edits = file.diagnostics.find(({ fix }) => fix !== undefined)?.fix?.edits ?? [];
  expect(fixed(file, edits)).toBe(after);
  expect(
    diagnosed(withoutAnnotations(fixed(file, edits)), rule).flatMap(({ diagnostics }) => diagnostics),
  ).toHaveLength(file.diagnostics.length - 1);
}

export const fixed = (file: Pick<CheckedFile, 'sections'>, edits: readonly Edit[]): string =>
  file.sections
    .map(({ section }) =>
      applyEdits(
        section.text,
        edits.filter(({ span }) => span.section === section),
      ),
    )
    .join('');

function offsets(
  file: CheckedFile,
  span: Diagnostic['span'],
): { readonly start: number; readonly end: number } {
  const placed = file.sections.find(({ section }) => section === span.section);
  if (placed === undefined) throw new Error('a finding outside the file it was found in');
  return { start: placed.offset + span.start, end: placed.offset + span.end };
}

/** Characters instead of offsets, so that a failure can be read. */
const shown = (
  text: string,
  labels: readonly { readonly start: number; readonly end: number; readonly label: string }[],
): readonly string[] =>
  labels.map(
    ({ start, end, label }) =>
      `${String(text.slice(0, start).split('\n').length)}: ${JSON.stringify(text.slice(start, end))} ${label}`,
  );
