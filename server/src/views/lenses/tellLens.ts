import type { LensAction } from '../answers.ts';

export interface LensContent {
  readonly title: string;
  readonly action: LensAction;
}

/** Works out what a lens says. */
export type TellLens = () => LensContent;

/** A fact with nothing to open. */
export const fact = (title: string): LensContent => ({ title, action: { kind: 'none' } });

export const showRoutes: LensAction = { kind: 'show', view: 'routes', at: undefined };
