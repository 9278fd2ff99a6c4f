import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { SectionContents } from '../resources/resource.ts';
import type { Section } from '../text/span.ts';
import { diagnoseSection } from './index.ts';
import type { Diagnostic } from './rule.ts';

/** A document of a file and what it holds. */
export interface ReadSection {
  readonly section: Section;
  readonly contents: SectionContents;
}

interface Diagnosed {
  /** Stands for the cluster, and does not keep it. */
  readonly inCluster: object;
  readonly diagnostics: readonly Diagnostic[];
}

/** What was last found in a document that is still as it was; its cluster may be another by now. */
const latest = new WeakMap<Section, Diagnosed>();

const mark = memoByKey(({ name }: Cluster): object => ({ name }));

/** Every finding about a document, worked out once for each cluster. */
export function diagnosticsIn({ section, contents }: ReadSection, cluster: Cluster): readonly Diagnostic[] {
  const known = latest.get(section);
  if (known?.inCluster === mark(cluster)) return known.diagnostics;
  const diagnostics = diagnoseSection(contents, cluster);
  latest.set(section, { inCluster: mark(cluster), diagnostics });
  return diagnostics;
}

/**
 * The same at the cost of the edit: of a document that did not change it is what was found before the rest of its cluster
 * did, until somebody asks for `diagnosticsIn`.
 */
export const latestDiagnosticsIn = (read: ReadSection, cluster: Cluster): readonly Diagnostic[] =>
  latest.get(read.section)?.diagnostics ?? diagnosticsIn(read, cluster);
