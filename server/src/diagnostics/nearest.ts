/** How far a slip of the fingers goes: a quarter of the letters, at least one, at most three. */
export const slip = (word: string): number => Math.max(1, Math.min(3, Math.floor(word.length / 4)));

/**
 * The candidate that is a slip of the fingers away from `wanted`, neighbours swapped counting as one. The first of the
 * nearest, so that the answer is always the same.
 */
export function nearest(wanted: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let limit = slip(wanted);
  for (const candidate of candidates) {
    if (candidate === wanted) continue;
    const distance = editDistance(wanted, candidate, limit);
    if (distance > limit || (distance === limit && best !== undefined)) continue;
    best = candidate;
    limit = distance;
  }
  return best;
}

/** Optimal string alignment distance; anything above `limit` is given as `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const [x, y] = withoutCommonEnds(a, b);
  if (x === '' || y === '') return Math.max(x.length, y.length);
  if (limit === 1) return isOneStep(x, y) ? 1 : 2;
  return alignmentDistance(x, y, limit);
}

function withoutCommonEnds(a: string, b: string): readonly [string, string] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < shorter - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail))
    tail += 1;
  return [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
}

/** One letter for another, or two letters in the other order. */
const isOneStep = (x: string, y: string): boolean =>
  (x.length === 1 && y.length === 1) ||
  (x.length === 2 && y.length === 2 && x === `${y.slice(1)}${y.slice(0, 1)}`);

function alignmentDistance(a: string, b: string, limit: number): number {
  let older: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = nextRow(a, b, i, above, older);
    if (Math.min(...row) > limit) return limit + 1;
    older = above;
    above = row;
  }
  return Math.min(above[b.length] ?? 0, limit + 1);
}

function nextRow(
  a: string,
  b: string,
  i: number,
  above: readonly number[],
  older: readonly number[],
): readonly number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j += 1) {
    const same = a[i - 1] === b[j - 1];
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    row.push(
      Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (older[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      ),
    );
  }
  return row;
}
