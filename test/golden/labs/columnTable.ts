/** What `column -t` makes of a listing: words in columns, two blanks between them, the last word of a line not padded. */
export function columnTable(text: string): string {
  const rows = text
    .split('\n')
    .map((line) => line.split(/\s+/).filter((word) => word !== ''))
    .filter((words) => words.length > 0);
  const widths: number[] = [];
  for (const words of rows)
    words.forEach((word, i) => {
      widths[i] = Math.max(widths[i] ?? 0, word.length);
    });
  return rows
    .map((words) => words.map((word, i) => word.padEnd(widths[i] ?? 0)).join('  ').trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
