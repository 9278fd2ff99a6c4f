/** Weighs the text of a listing for the eye; nothing of it is changed or left out. */
export interface ListingPart {
  readonly text: string;
  readonly weight: 'strong' | 'plain' | 'quiet';
  /** The text names a chain that one can go to. */
  readonly chain?: true;
}

type Weights = readonly ListingPart['weight'][];

/** What each tool prints, as groups of one line, and how they weigh. The groups cover the whole line. */
const shapes: readonly (readonly [RegExp, Weights])[] = [
  // ipvsadm -ln: its headings, a virtual server, a destination.
  [/^(Prot LocalAddress.*|\s*-> RemoteAddress.*|IP Virtual Server.*)$/, ['quiet']],
  [/^((?:TCP|UDP|SCTP|FWM)\s+)(\S+)(.*)$/, ['quiet', 'strong', 'quiet']],
  [/^(\s*-> )(\S+)(.*)$/, ['quiet', 'plain', 'quiet']],
  // ipset save.
  [/^(create )(\S+)(.*)$/, ['quiet', 'strong', 'quiet']],
  [/^(add \S+ )(.*)$/, ['quiet', 'plain']],
  // sysctl, and comments of any tool.
  [/^([\w./-]+\s*=\s*)(\S+)$/, ['quiet', 'plain']],
  [/^(\s*#.*)$/, ['quiet']],
];

export function partsOfListing(text: string): readonly ListingPart[] {
  for (const [shape, weights] of shapes) {
    const groups = shape.exec(text)?.slice(1);
    if (groups !== undefined) {
      return groups
        .map((group, index): ListingPart => ({ text: group, weight: weights[index] ?? 'plain' }))
        .filter((part) => part.text !== '');
    }
  }
  return [{ text, weight: 'plain' }];
}

const nftVerdicts = new Set([
  ...['accept', 'drop', 'reject', 'return', 'masquerade', 'dnat', 'snat', 'redirect', 'jump', 'goto', 'vmap'],
  ...['queue', 'continue'],
]);
const nftWords = new Set([
  ...[
    'ip',
    'ip6',
    'tcp',
    'udp',
    'sctp',
    'th',
    'meta',
    'ct',
    'fib',
    'numgen',
    'random',
    'mod',
    'fully-random',
  ],
  ...['saddr', 'daddr', 'sport', 'dport', 'l4proto', 'state', 'status', 'mark', 'set', 'iif', 'oif', 'type'],
  ...[
    'hook',
    'priority',
    'filter',
    'nat',
    'to',
    'and',
    'or',
    'xor',
    'elements',
    'comment',
    'update',
    'timeout',
  ],
  ...['with', 'icmp', 'icmpv6', 'size', 'flags', 'policy', '.', ':', '=', '{', '}', ';', '{}'],
]);

/** The words of an nft statement: what it does stands out, its keywords step back, the chains it goes to are known. */
export function partsOfNft(text: string): readonly ListingPart[] {
  const pieces = text.split(/("[^"]*"|\s+)/);
  return pieces.flatMap((piece, index): readonly ListingPart[] => {
    if (piece === '') return [];
    const [, word = '', rest = ''] = /^(.*?)([,;]?)$/.exec(piece) ?? [];
    const goes = /^(jump|goto)$/.test(pieces[index - 2] ?? '');
    if (goes) return [{ text: word, weight: 'plain', chain: true }, ...quietly(rest)];
    if (nftVerdicts.has(word)) return [{ text: word, weight: 'strong' }, ...quietly(rest)];
    const weight = nftWords.has(word) || piece.startsWith('"') ? 'quiet' : 'plain';
    return [{ text: piece, weight }];
  });
}

const quietly = (text: string): readonly ListingPart[] => (text === '' ? [] : [{ text, weight: 'quiet' }]);

/** Whether a line is of a block that nft lists: `chain services`, `map service-ips`. */
export const isNftBlock = (name: string): boolean => /^(chain|map|set) /.test(name);

/** The block of the chain that a line goes to first. */
export function nftJump(text: string): string | undefined {
  const chain = partsOfNft(text).find((part) => part.chain === true)?.text;
  return chain === undefined ? undefined : nftChainBlock(chain);
}

export const nftChainBlock = (chain: string): string => `chain ${chain}`;
