import { parseCidr, type Cidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';

/** What the characters under the pointer name, in whatever tool's output. */
export type DumpWord = {
  /** Half-open, in the line. */
  readonly start: number;
  readonly end: number;
} & DumpName;

export type DumpName =
  /** A chain or ip set of kube-proxy's or the kubelet's: `KUBE-SVC-PX5FENG4GZJTCELT`. */
  | { readonly kind: 'kube'; readonly name: string }
  /** A chain or set of one service port or endpoint in nftables mode: `service-ULMVA6XW-ns1/svc1/tcp/p80`. */
  | { readonly kind: 'nft'; readonly name: string }
  /** Any other name in an nftables listing: `cluster-ips`. */
  | { readonly kind: 'nftWord'; readonly name: string }
  /** The host's end of a pod's veth pair. */
  | { readonly kind: 'veth'; readonly name: string }
  | { readonly kind: 'address'; readonly ip: Ip; readonly port: number | undefined }
  | { readonly kind: 'range'; readonly cidr: Cidr }
  /** `yaobank/customer:http`, as comments have it. */
  | { readonly kind: 'servicePort'; readonly namespace: string; readonly name: string; readonly port: string }
  /** A destination port that stands alone: `--dport 30180`, `dpt:30180`, `tcp . 30180`. */
  | { readonly kind: 'port'; readonly port: number };

interface Shape {
  /** The first group is the whole match: the word. */
  readonly pattern: RegExp;
  readonly name: (match: RegExpMatchArray) => DumpName | undefined;
}

/** The first shape that covers the pointer and means something holds. */
const shapes: readonly Shape[] = [
  { pattern: /(?<![\w-])(KUBE-[A-Z0-9-]*[A-Z0-9])/g, name: ([, name = '']) => ({ kind: 'kube', name }) },
  {
    pattern: /(?<![\w-])((?:service|local|external|firewall|endpoint|affinity)-[A-Z2-7]{8}-[^\s,;{}"]+)/g,
    name: ([, name = '']) => ({ kind: 'nft', name }),
  },
  { pattern: /(?<!\w)(cali[0-9a-f]{11})(?!\w)/g, name: ([, name = '']) => ({ kind: 'veth', name }) },
  { pattern: /(?<![\w.:-])(\d+(?:\.\d+){3}\/\d+)/g, name: ([, text = '']) => range(text) },
  { pattern: /(?<![\w:])([0-9a-f]*:[0-9a-f:]*\/\d+)/gi, name: ([, text = '']) => range(text) },
  // `10.49.60.52:80`, `10.49.60.52,tcp:80`, `10.49.60.52 . tcp . 80`, `10.48.0.43 . 80`.
  {
    pattern: /(?<![\w.-])(\d+(?:\.\d+){3}(?:(?::|,\w+:| \. (?:\w+ \. )?)\d+(?![.\d]))?)/g,
    name: ([, text = '']) => address(text),
  },
  { pattern: /(\[[0-9a-f:.]+\](?::\d+)?)/gi, name: ([, text = '']) => address(text) },
  { pattern: /(?<![\w:.])([0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*)/gi, name: ([, text = '']) => address(text) },
  {
    pattern: /(?<![\w./-])([a-z0-9][\w.-]*)\/([a-z0-9][\w-]*)(?::([a-z0-9-]*))?/g,
    name: ([, namespace = '', name = '', port = '']) => ({ kind: 'servicePort', namespace, name, port }),
  },
  {
    pattern: /(?<=--dport |dpt:|dport |(?:tcp|udp|sctp) \. |add \S*-NODE-PORT\S* )(\d+)/g,
    name: ([, port = '']) => ({ kind: 'port', port: Number(port) }),
  },
  {
    pattern: /(?<![\w-])([a-z][a-z-]*[a-z])(?![\w/:-])/g,
    name: ([, name = '']) => ({ kind: 'nftWord', name }),
  },
];

/** What the character of a line belongs to; the name under the pointer, not all that the line means. */
export function wordAt(line: string, character: number): DumpWord | undefined {
  for (const { pattern, name } of shapes)
    for (const match of line.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (character < start || end < character) continue;
      const found = name(match);
      if (found !== undefined) return { start, end, ...found };
    }
  return undefined;
}

function range(text: string): DumpName | undefined {
  const parsed = parseCidr(text);
  return parsed === undefined ? undefined : { kind: 'range', cidr: parsed.network };
}

function address(text: string): DumpName | undefined {
  const parts = /^\[?([0-9a-f:.]+?)\]?(?:(?::|,\w+:| \. (?:\w+ \. )?)(\d+))?$/i.exec(text);
  const whole = parseIp(text);
  if (whole !== undefined) return { kind: 'address', ip: whole, port: undefined };
  const ip = parseIp(parts?.[1] ?? '');
  if (ip === undefined) return undefined;
  return { kind: 'address', ip, port: parts?.[2] === undefined ? undefined : Number(parts[2]) };
}
