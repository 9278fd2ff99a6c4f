import { spawnSync } from 'node:child_process';

/** What the real nft makes of a script in an empty network namespace: the rule set it lists, or why it refuses. */
export type NftAnswer =
  { readonly accepted: true; readonly list: string } | { readonly accepted: false; readonly error: string };

/** In a user namespace of its own where we are not root. */
const flags = [['-n'], ['-r', '-n']].find(
  (tried) => spawnSync('unshare', [...tried, 'nft', 'list', 'ruleset']).status === 0,
);

/** Whether the real nft can be asked here. */
export const nftAnswers = flags !== undefined;

/** The version that answers: `1.0.6`. */
export const nftVersion = (): string =>
  /v(\d+\.\d+\.\d+)/.exec(spawnSync('nft', ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? '';

const refused = '--- refused ---';
const ended = '--- end of answer ---';
const scriptEnd = '--- end of script ---';

/** Each script is loaded into the same namespace, listed and flushed. */
export function askNft(scripts: readonly string[]): readonly NftAnswer[] {
  const { stdout } = spawnSync('unshare', [...(flags ?? []), 'sh'], {
    input: scripts.map(question).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return stdout
    .split(`${ended}\n`)
    .slice(0, -1)
    .map((answer) =>
      answer.startsWith(`${refused}\n`)
        ? { accepted: false, error: answer.slice(refused.length + 1) }
        : { accepted: true, list: answer },
    );
}

const question = (script: string): string => `
error=$(nft -f - 2>&1 <<'${scriptEnd}'
${script}
${scriptEnd}
)
if [ $? -eq 0 ]; then nft list ruleset; else echo '${refused}'; printf '%s\\n' "$error"; fi
nft flush ruleset
echo '${ended}'
`;
