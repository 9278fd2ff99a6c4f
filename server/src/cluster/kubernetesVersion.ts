/** A Kubernetes minor version, as far as behaviour goes. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  /** What was written: `v1.30.5+k3s1`. */
  readonly written: string;
}

/** `1.30`, `v1.30.5`, `1.30.5+k3s1`, `1.31.0-rc.1`. */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  const parts = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(text.trim());
  return parts === null
    ? undefined
    : { major: Number(parts[1]), minor: Number(parts[2]), written: text.trim() };
}

export const atLeast = (version: KubernetesVersion, minor: number): boolean =>
  version.major > 1 || version.minor >= minor;

export const shownVersion = ({ major, minor }: KubernetesVersion): string =>
  `${String(major)}.${String(minor)}`;

/** What is taken when nothing says a version: the newest whose rules are proven, line for line, by the real program. */
export const assumedVersion: KubernetesVersion = { major: 1, minor: 30, written: '1.30' };
