import { silenceFix, withoutSchemaDuplicates, type Diagnostic } from '../diagnostics/index.ts';
import { diagnosticsIn, latestDiagnosticsIn, type ReadSection } from '../diagnostics/latest.ts';
import type { Fix } from '../diagnostics/rule.ts';
import type { FileFinding, PlacedFix } from './answers.ts';
import type { ViewContext } from './viewContext.ts';

export interface FindingOptions {
  readonly syntaxErrors: boolean;
  /** Documents that did not change are not looked at again, though the rest of their cluster may have changed. */
  readonly ofChangesOnly?: boolean;
}

/** Every finding about one file, in text order. */
export function findings(
  { cluster, locate }: ViewContext,
  sections: readonly ReadSection[],
  { syntaxErrors, ofChangesOnly = false }: FindingOptions,
): readonly FileFinding[] {
  const look = ofChangesOnly ? latestDiagnosticsIn : diagnosticsIn;
  return sections.flatMap((section) => {
    const diagnostics = look(section, cluster);
    const ours = syntaxErrors ? diagnostics : withoutSchemaDuplicates(diagnostics);
    return ours.flatMap((diagnostic) => toFinding(diagnostic, locate) ?? []);
  });
}

/** Works out findings until somebody else wants to be heard; whether all of the file are known now. */
export const workOutFindings = (
  { cluster }: ViewContext,
  sections: readonly ReadSection[],
  isInterrupted: () => boolean,
): boolean =>
  sections.every((section) => {
    diagnosticsIn(section, cluster);
    return !isInterrupted();
  });

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
