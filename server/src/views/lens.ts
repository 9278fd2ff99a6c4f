import type { Resource } from '../resources/resource.ts';
import { span, type Position, type Span } from '../text/span.ts';
import type { Lens } from './answers.ts';
import { lensesOf } from './lenses/lensesOf.ts';
import type { ViewContext } from './viewContext.ts';

/** A lens whose title nobody has asked for yet: an editor asks for those in sight only. */
export interface LensPlace {
  readonly range: Lens['range'];
  /** Which of the lenses at this place. */
  readonly index: number;
}

/** Lenses stand above the first line of their object, its apiVersion or kind. */
const firstLine = ({ section, span: { start } }: Resource): Span => span(section, start, start);

/** Where lenses stand, which costs little in however large a file. */
export const lensPlaces = (context: ViewContext, resources: readonly Resource[]): readonly LensPlace[] =>
  resources.flatMap((resource) => {
    const range = context.locate(firstLine(resource))?.range;
    return range === undefined ? [] : lensesOf(context, resource).map((_, index) => ({ range, index }));
  });

/** All lenses of some objects: what each causes, who has to do with it, and a packet traced to it. */
export const lenses = (context: ViewContext, resources: readonly Resource[]): readonly Lens[] =>
  resources.flatMap((resource) => {
    const range = context.locate(firstLine(resource))?.range;
    return range === undefined ? [] : lensesOf(context, resource).map((tell) => ({ ...tell(), range }));
  });

/** One of the lenses of the object that begins there. */
export function lensAt(
  context: ViewContext,
  resources: readonly Resource[],
  start: Position,
  index: number,
): Lens | undefined {
  for (const resource of resources) {
    const range = context.locate(firstLine(resource))?.range;
    if (range?.start.line !== start.line || range.start.character !== start.character) continue;
    const tell = lensesOf(context, resource)[index];
    return tell === undefined ? undefined : { ...tell(), range };
  }
  return undefined;
}
