export interface Difference {
  readonly line: number;
  readonly ours: string | undefined;
  readonly real: string | undefined;
}

/** The first line in which our text is not the real program's. */
export function firstDifference(ours: string, real: string | undefined): Difference | undefined {
  const [a, b] = [ours.split('\n'), (real ?? '').split('\n')];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1)
    if (a[i] !== b[i]) return { line: i + 1, ours: a[i], real: b[i] };
  return undefined;
}
