import { diagnoseSection, withoutSchemaDuplicates, type Diagnostic } from '../diagnostics/index.ts';
import type { SectionContents } from '../resources/resource.ts';
import type { Span } from '../text/span.ts';
import type { FileFinding, PlacedEdit } from './answers.ts';
import type { ViewContext } from './viewContext.ts';

/** Every finding about one file, in text order. */
export function findings(
  { cluster, locate }: ViewContext,
  sections: readonly SectionContents[],
  { syntaxErrors }: { readonly syntaxErrors: boolean },
): readonly FileFinding[] {
  return sections.flatMap((contents) => {
    const diagnostics = diagnoseSection(contents, cluster);
    const ours = syntaxErrors ? diagnostics : withoutSchemaDuplicates(diagnostics);
    return ours.flatMap((diagnostic) => toFinding(diagnostic, locate) ?? []);
  });
}

function toFinding(diagnostic: Diagnostic, locate: ViewContext['locate']): FileFinding | undefined {
  const place = locate(diagnostic.span);
  if (place === undefined) return undefined;
  const { rule, severity, message, why, fix } = diagnostic;
  const related = (diagnostic.related ?? []).flatMap((other) => {
    const there = locate(other.span);
    return there === undefined ? [] : [{ place: there, message: other.message }];
  });
  const edits = fix?.edits.flatMap((edit) => placedEdit(edit.span, edit.newText, locate)) ?? [];
  return {
    range: place.range,
    code: rule.id,
    severity,
    message,
    why,
    related,
    fix: fix === undefined || edits.length < fix.edits.length ? undefined : { title: fix.title, edits },
  };
}

function placedEdit(span: Span, newText: string, locate: ViewContext['locate']): readonly PlacedEdit[] {
  const place = locate(span);
  return place === undefined ? [] : [{ place, newText }];
}
