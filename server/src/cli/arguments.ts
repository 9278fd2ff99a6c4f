import { parseArgs } from 'node:util';

/** Everything a command may be told; each command looks at what it knows. */
export interface Options {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly node: string | undefined;
  readonly table: string | undefined;
  readonly list: boolean;
  readonly chain: string | undefined;
  readonly at: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string | undefined;
  readonly component: string | undefined;
  readonly kubernetesVersion: string | undefined;
  readonly proxyMode: 'iptables' | 'ipvs' | 'nftables' | undefined;
  readonly ipFamily: 4 | 6;
  readonly profile: string | undefined;
  readonly script: boolean;
  readonly showBlocks: boolean;
}

/** A command line that cannot be carried out; the message says why and what can. */
export class UsageError extends Error {}

const proxyModes = ['iptables', 'ipvs', 'nftables'] as const;

/** The words after the command; throws `UsageError`. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  if (positionals.length === 0)
    throw new UsageError('name a file or folder of manifests, or - for standard input');
  const family = values['ip-family'] ?? '4';
  if (family !== '4' && family !== '6') throw new UsageError(`--ip-family is 4 or 6, not ${family}`);
  const mode = values['proxy-mode'];
  const proxyMode = proxyModes.find((known) => known === mode);
  if (mode !== undefined && proxyMode === undefined) {
    throw new UsageError(`--proxy-mode is one of ${proxyModes.join(', ')}, not ${mode}`);
  }
  return {
    paths: positionals,
    json: values.json ?? false,
    node: values.node,
    table: values.table,
    list: values.list ?? values.chain !== undefined,
    chain: values.chain,
    at: values.at,
    from: values.from,
    to: values.to,
    format: values.format,
    component: values.component,
    kubernetesVersion: values['kubernetes-version'],
    proxyMode,
    ipFamily: family === '4' ? 4 : 6,
    profile: values.profile,
    script: values.script ?? false,
    showBlocks: values['show-blocks'] ?? false,
  };
}

const known = {
  json: { type: 'boolean' },
  node: { type: 'string' },
  table: { type: 'string' },
  list: { type: 'boolean' },
  chain: { type: 'string' },
  at: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
  component: { type: 'string' },
  'kubernetes-version': { type: 'string' },
  'proxy-mode': { type: 'string' },
  'ip-family': { type: 'string' },
  profile: { type: 'string' },
  script: { type: 'boolean' },
  'show-blocks': { type: 'boolean' },
} as const;

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof known; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
