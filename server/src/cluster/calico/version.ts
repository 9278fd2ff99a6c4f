import { assumed, fact, written, type Fact } from '../../origin/origin.ts';
import type { Cluster } from '../cluster.ts';

/** A Calico release line, as far as behaviour goes. */
export interface CalicoVersion {
  readonly major: number;
  readonly minor: number;
}

/** `v3.31.2`, `3.31`, `v3.32.0-0.dev`. */
export function parseCalicoVersion(text: string): CalicoVersion | undefined {
  const parts = /^v?(\d+)\.(\d+)(?:[.-].*)?$/.exec(text.trim());
  return parts === null ? undefined : { major: Number(parts[1]), minor: Number(parts[2]) };
}

/** The newest release line whose routes are known from running clusters and not only from its source. */
const usual: CalicoVersion = { major: 3, minor: 31 };

/** What ClusterInformation says, else the usual release line. */
export function calicoVersion({ resources }: Cluster): Fact<CalicoVersion> {
  for (const { calicoVersion: field } of resources.ofKind('ClusterInformation')) {
    const version = field === undefined ? undefined : parseCalicoVersion(field.value);
    if (field !== undefined && version !== undefined) return fact(version, written(field.span));
  }
  return fact(
    usual,
    assumed(`Calico is v${String(usual.major)}.${String(usual.minor)}: nothing says its version`),
  );
}

export const calicoAtLeast = ({ major, minor }: CalicoVersion, wanted: number): boolean =>
  major > 3 || (major === 3 && minor >= wanted);
