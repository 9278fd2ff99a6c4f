import {
  diagnoseSection,
  silenceFix,
  withoutSchemaDuplicates,
  type Diagnostic,
} from '../diagnostics/index.ts';
import type { Fix } from '../diagnostics/rule.ts';
import type { SectionContents } from '../resources/resource.ts';
import type { FileFinding, PlacedFix } from './answers.ts';
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
  const { rule, severity, message, why } = diagnostic;
  const related = (diagnostic.related ?? []).flatMap((other) => {
    const there = locate(other.span);
    return there === undefined ? [] : [{ place: there, message: other.message }];
  });
  return {
    range: place.range,
    code: rule.id,
    severity,
    message,
    why,
    related,
    fix: placedFix(diagnostic.fix, locate),
    silence: placedFix(silenceFix(diagnostic), locate),
  };
}

/** A fix is whole or is none: an edit without a place would leave the rest wrong. */
function placedFix(fix: Fix | undefined, locate: ViewContext['locate']): PlacedFix | undefined {
  if (fix === undefined) return undefined;
  const edits = fix.edits.flatMap(({ span, newText }) => {
    const place = locate(span);
    return place === undefined ? [] : [{ place, newText }];
  });
  return edits.length < fix.edits.length ? undefined : { title: fix.title, edits };
}
