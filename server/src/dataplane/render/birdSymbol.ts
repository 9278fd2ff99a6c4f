import { sha256Hex } from '../../digest/sha256Hex.ts';

/** What is left of BIRD's 64 letters beside `bgp_` and `_importFilterV4`. */
const longest = 45;
const hashLength = 16;

/** A name short enough for BIRD: cut, with a piece of its SHA-256 (template_funcs.go: truncateAndHashName). */
export function birdSymbol(name: string): string {
  if (name.length <= longest) return name;
  const hash = sha256Hex(name).toUpperCase().slice(0, hashLength);
  return `${name.slice(0, longest - hashLength - 1)}_${hash}`;
}
