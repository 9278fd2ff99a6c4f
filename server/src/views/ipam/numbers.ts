/**
 * A count as calicoctl prints it, Go's `%.5g`: up to five digits, larger numbers with a power of ten
 * (calicoctl/commands/ipam/show.go).
 */
export function fiveDigits(count: bigint): string {
  const text = Number(count).toPrecision(5);
  const [digits = '', power] = text.split('e');
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  if (power === undefined) return short;
  return `${short}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`;
}

/** `5 (8%)`: a part of a whole, the percentage rounded as Go's `%.f` does, halves to the even number. */
export function partOf(part: bigint, whole: bigint): string {
  const percent = (100 * Number(part)) / Number(whole);
  return `${fiveDigits(part)} (${String(halfToEven(percent))}%)`;
}

function halfToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
