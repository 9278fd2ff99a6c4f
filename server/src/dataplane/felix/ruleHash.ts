import { sha224Chained } from '../../digest/sha224.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The first 16 characters of base64url: of the first 12 bytes. */
function shortBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 12; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += alphabet[(word >> shift) & 63] ?? '';
  }
  return text;
}

/**
 * The hash that Felix writes into the comment of each rule, by which it knows its own again; each depends on all rules
 * before it (felix/iptables/table.go: CalculateRuleHashes). `rules` are in the long form that Felix passes to
 * iptables-restore; `chain` is the chain's name, with `*appends*` for rules behind those of others.
 */
export function ruleHashes(chain: string, rules: readonly string[]): readonly string[] {
  let hash = sha224Chained(new Uint8Array(), chain);
  return rules.map((rule) => {
    hash = sha224Chained(hash, `-A ${chain} HASH ${rule}`);
    return shortBase64(hash);
  });
}
