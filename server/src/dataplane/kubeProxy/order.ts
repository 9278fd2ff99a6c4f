/** Order of Go's string comparison: by UTF-8 bytes, which for code points up to U+FFFF is the order of code units. */
export const bytewise = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
