import type { Cluster } from '../cluster/cluster.ts';
import type { Locate, Section } from '../text/span.ts';

/** What every view looks at. */
export interface ViewContext {
  /** With the what-if applied. */
  readonly cluster: Cluster;
  /** As the workspace says; the same object where nothing is asked "what if". */
  readonly written: Cluster;
  readonly locate: Locate;
}

/** A place in the asked file: a section and an offset inside it. */
export interface Point {
  readonly section: Section;
  readonly offset: number;
}
