import type { DocUri } from '../text/span.ts';

/** Where manifests that are not open come from. */
export interface Files {
  /** Every manifest below a folder URI, in a stable order. */
  readonly manifestsBelow: (folder: string) => AsyncIterable<{ readonly uri: DocUri; readonly text: string }>;
  /** `undefined` when there is no such manifest. */
  readonly read: (uri: DocUri) => Promise<string | undefined>;
}
