/** `a`, `a and b`, `a, b and c`; more than `most` are counted: `a, b, c and 9 more`. */
export function listed(words: readonly string[], most = 4): string {
  if (words.length > most)
    return `${words.slice(0, most - 1).join(', ')} and ${words.length - most + 1} more`;
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
