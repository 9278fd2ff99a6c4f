/** `1 rule`, `14 rules`, `2 entries`. */
export const count = (many: number, noun: string): string =>
  `${String(many)} ${many === 1 ? noun : plural(noun)}`;

const plural = (noun: string): string => {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|sh|ch|x)$/.test(noun) ? `${noun}es` : `${noun}s`;
};

/** `worker1`, `worker1 and worker2`, `control1, worker1 and worker2`; long lists end in a number. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${String(rest)} more`] : shown;
  return parts.length <= 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
