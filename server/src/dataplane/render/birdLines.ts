import type { RenderedLine } from './rendered.ts';

export type Lines = readonly RenderedLine[];

/** Lines that are there whatever the manifests say. */
export const plain = (texts: readonly string[]): Lines => texts.map((text) => ({ text, because: undefined }));
