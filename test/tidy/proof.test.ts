import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ipvsVersions } from '../../server/src/dataplane/kubeProxy/ipvs/versions.ts';
import { nftablesVersions } from '../../server/src/dataplane/kubeProxy/nftables/versions.ts';
import { versionTable, type VersionRow } from '../../server/src/dataplane/kubeProxy/versions.ts';

const page = readFileSync(new URL('../../docs/proof.md', import.meta.url), 'utf8');

/** The row in force for a version: its own, or the last one before it. */
function proofOf(rows: readonly VersionRow<unknown>[], minor: number): string {
  const row = rows.findLast((candidate) => candidate.minor <= minor);
  return row === undefined ? '' : `${row.proof} (${row.release})`;
}

test('the page says what each version of each mode rests on', () => {
  const wanted = versionTable.map(({ minor }) =>
    [
      '',
      `1.${String(minor)}`,
      ...[versionTable, ipvsVersions, nftablesVersions].map((rows) => proofOf(rows, minor)),
      '',
    ]
      .join(' | ')
      .trim()
      .replaceAll('|  |', '| |'),
  );
  const written = page.split('\n').filter((line) => /^\| 1\.\d+ \|/.test(line));
  expect(written).toEqual(wanted);
});
