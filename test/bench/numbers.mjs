// Medians and percentiles, and tables of them.

/** The value that a share `q` of the list does not exceed. */
export function quantile(list, q) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

export const median = (list) => quantile(list, 0.5);

/** `12.3 ms (95 %: 15.0 ms)` */
export const spread = (list) => `${median(list).toFixed(1)} ms (95 %: ${quantile(list, 0.95).toFixed(1)} ms)`;

/** Rows of cells as text in columns: the first left, the others right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ');
  return rows.map(line).join('\n');
}
