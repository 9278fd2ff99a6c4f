import { buildCluster } from '../../server/src/cluster/build.ts';
import type { Cluster, WhatIf } from '../../server/src/cluster/cluster.ts';
import { readSection, type Resource } from '../../server/src/resources/resource.ts';
import type { DocUri } from '../../server/src/text/span.ts';
import { splitSections } from '../../server/src/yaml/sections.ts';

/** Every object in the given files, each text a file of its own: `file:///1.yaml`, `file:///2.yaml`, … */
export const resourcesFrom = (...texts: readonly string[]): readonly Resource[] =>
  texts.flatMap((text, i) =>
    splitSections(`file:///${String(i + 1)}.yaml` as DocUri, text).flatMap(
      ({ section }) => readSection(section).resources,
    ),
  );

export const clusterFrom = (...texts: readonly string[]): Cluster => buildCluster(resourcesFrom(...texts));

export const clusterWhatIf = (whatIf: WhatIf, ...texts: readonly string[]): Cluster =>
  buildCluster(resourcesFrom(...texts), whatIf);
