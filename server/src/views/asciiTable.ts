/** A cell's text; numbers stand at the right edge. */
type Row = readonly string[];

/**
 * A table with ruled columns as calicoctl prints its own (olekukonko/tablewriter with its defaults): headings in capitals
 * and centred, cells at the left edge, plain numbers at the right. No cell is broken over lines.
 */
export function asciiTable(head: Row, rows: readonly Row[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    rule,
    line(head.map((title, column) => centred(title.toUpperCase(), widths[column] ?? 0))),
    rule,
    ...rows.map((row) => line(row.map((cell, column) => aligned(cell, widths[column] ?? 0)))),
    rule,
  ];
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return `${' '.repeat(left)}${text}`.padEnd(width);
}

const aligned = (text: string, width: number): string =>
  /^-?\d+(\.\d+)?$/.test(text) ? text.padStart(width) : text.padEnd(width);
