import { dumpLanguages, type DumpLanguage } from '../../protocol/dumps.ts';
import { lineStarts } from '../../text/lines.ts';
import type { DocUri, Position } from '../../text/span.ts';

/** Output of a real tool, pasted or shown by us: never part of the workspace. */
export interface Dump {
  readonly uri: DocUri;
  readonly languageId: DumpLanguage;
  readonly text: string;
}

export const isDumpLanguage = (languageId: string): languageId is DumpLanguage =>
  dumpLanguages.some((known) => known === languageId);

export function lineAt({ text }: Dump, { line }: Position): string {
  const starts = lineStarts(text);
  const start = starts[line];
  if (start === undefined) return '';
  return text.slice(start, (starts[line + 1] ?? text.length + 1) - 1);
}

/** The table that a line of an iptables-save dump stands in; listings do not say theirs. */
export function tableAt({ text }: Dump, { line }: Position): string | undefined {
  const above = text.split('\n', line + 1);
  const head = above.findLast((each) => /^\*[a-z]+\s*$/.test(each));
  return head?.slice(1).trim();
}

/** Whether kube-proxy runs in IPVS mode where this was printed, as far as the text shows it. */
export const isOfIpvsMode = ({ languageId, text }: Dump): boolean =>
  languageId === 'ipvsadm' ||
  languageId === 'ipset' ||
  /KUBE-(CLUSTER-IP|LOAD-BALANCER|LOOP-BACK)\b/.test(text);

/**
 * The endpoints that a chain's own lines name, `10.48.0.43:80`: so a chain is known even where the address is not that of
 * any pod in the workspace.
 */
export function endpointsOfChain({ text }: Dump, chain: string): readonly string[] {
  const found = new Set<string>();
  let inside = false;
  for (const line of text.split('\n')) {
    const names = line.includes(chain);
    if (/^\s*chain\s/i.test(line)) inside = names;
    else if (/^\s*(}.*)?$/.test(line)) inside = false;
    if (names || inside)
      for (const [, ip = '', port = ''] of line.matchAll(endpoint)) found.add(`${ip}:${port}`);
  }
  return [...found];
}

/** `--to-destination A:P`, `to:A:P`, the comment `… -> A:P`, `dnat to A:P`. */
const endpoint = /(?:--to-destination |to:|-> |dnat to )(\[[0-9a-f:]+\]|\d+(?:\.\d+){3}):(\d+)/gi;

/** The service port that the comment beside a chain names: `yaobank/customer:http`. */
export function commentOfChain({ text }: Dump, chain: string): string | undefined {
  for (const line of text.split('\n')) {
    if (!line.includes(chain)) continue;
    const comment = /(?:\/\*\s*|--comment\s+"?)([a-z0-9.-]+\/[a-z0-9-]+(?::[a-z0-9-]+)?)/.exec(line);
    if (comment !== null) return comment[1];
  }
  return undefined;
}
