import { prefixLengthOf, type Cidr } from '../../../net/cidr.ts';
import { compareCidr } from '../../../net/prefixTree.ts';

/** Ranges before single addresses: `10.49.0.0/16 and 2 more`. */
export function shortPrefixes(prefixes: readonly Cidr[]): string {
  const each = [...new Set(prefixes)].sort(
    (a, b) => prefixLengthOf(a) - prefixLengthOf(b) || compareCidr(a, b),
  );
  const [first] = each;
  if (first === undefined) return '';
  return each.length === 1 ? first : `${first} and ${String(each.length - 1)} more`;
}
