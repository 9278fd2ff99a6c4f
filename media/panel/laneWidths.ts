/** Widths of the lanes of a trace in a wide panel: room for each name up to a limit, the last lane narrow. */
export function laneVariables(names: readonly string[]): Readonly<Record<string, string | number>> {
  const widths = names.map((name) => Math.max(30, Math.min(76, Math.ceil(name.length * 5.8) + 8)));
  return { '--lane-columns': widths.map((width) => `${width}px`).join(' '), '--lane-count': names.length };
}
