export type KeyOf = (text: string) => string;

/** Makes keys of texts: the second line with the same text gets another key than the first. */
export function uniqueKeys(): KeyOf {
  const seen = new Map<string, number>();
  return (text) => {
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count === 1 ? text : `${text} (${count})`;
  };
}
