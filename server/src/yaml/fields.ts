import { parseCidr, parseCidrOrIp, type Cidr } from '../net/cidr.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import { isPort, parsePortRange, type PortRange } from '../net/port.ts';
import { span, type Section, type Span } from '../text/span.ts';
import type { Located } from './located.ts';
import { entryOf, spanOf, type YamlEntry, type YamlMap, type YamlNode } from './node.ts';

/** A field whose value its kind cannot take. The field is then read as absent. */
export interface FieldProblem {
  readonly kind: 'type' | 'value' | 'address' | 'cidr' | 'port' | 'portRange';
  readonly span: Span;
  readonly message: string;
  /** What the field takes, with an example. */
  readonly cure: string;
  /** The words the field takes, where it takes only these. */
  readonly values?: readonly string[];
}

/**
 * Reads the fields of one map. Absent stays absent; a value of the wrong kind is reported once and is absent too.
 * `null` and an empty value count as absent, as Kubernetes reads them.
 */
export interface Fields {
  /** The map's own characters. */
  readonly span: Span;
  readonly keys: () => readonly Located<string>[];
  readonly has: (key: string) => boolean;
  /** The span of `key: value`, whatever the value is. */
  readonly entry: (key: string) => Span | undefined;
  /** The span of the key alone. */
  readonly keySpan: (key: string) => Span | undefined;
  readonly map: (key: string) => Fields | undefined;
  /** The same, with an empty map where there is none: for reading on without asking. */
  readonly child: (key: string) => Fields;
  /** The maps of a list; other items are reported. */
  readonly maps: (key: string) => readonly Fields[];
  readonly string: (key: string) => Located<string> | undefined;
  /** A string, or a number or boolean as its written characters (labels are often left unquoted). */
  readonly text: (key: string) => Located<string> | undefined;
  readonly integer: (key: string) => Located<number> | undefined;
  readonly number: (key: string) => Located<number> | undefined;
  readonly boolean: (key: string) => Located<boolean> | undefined;
  readonly oneOf: <T extends string>(key: string, values: readonly T[]) => Located<T> | undefined;
  readonly strings: (key: string) => readonly Located<string>[];
  /** A map from strings to strings: labels, matchLabels, annotations, nodeSelector. */
  readonly stringMap: (key: string) => ReadonlyMap<string, Located<string>>;
  readonly port: (key: string) => Located<number> | undefined;
  /** An IntOrString: a port number or a port's name. */
  readonly portOrName: (key: string) => Located<number | string> | undefined;
  readonly portRange: (key: string) => Located<PortRange> | undefined;
  readonly ip: (key: string) => Located<Ip> | undefined;
  readonly ips: (key: string) => readonly Located<Ip>[];
  readonly cidr: (key: string) => Located<Cidr> | undefined;
  readonly cidrs: (key: string) => readonly Located<Cidr>[];
  /** A range, or a lone address that stands for itself. */
  readonly cidrOrIp: (key: string) => Located<Cidr> | undefined;
  readonly cidrsOrIps: (key: string) => readonly Located<Cidr>[];
  /** For checks of a kind's own. */
  readonly report: (problem: FieldProblem) => void;
}

type Report = (problem: FieldProblem) => void;
type Read<T> = (node: YamlNode, at: Span, report: Report) => T | undefined;

export function fieldsOf(section: Section, map: YamlMap, report: Report): Fields {
  const given = (key: string): GivenEntry | undefined => {
    const entry = entryOf(map, key);
    if (entry?.value === undefined || isNull(entry.value)) return undefined;
    return { ...entry, value: entry.value };
  };
  const items = (key: string): readonly YamlNode[] => {
    const value = given(key)?.value;
    if (value === undefined) return [];
    if (value.kind === 'sequence') return value.items;
    report(wrongType(spanOf(section, value), 'a list'));
    return [];
  };
  const asMap = (node: YamlNode): Fields | undefined => {
    if (node.kind === 'map') return fieldsOf(section, node, report);
    report(wrongType(spanOf(section, node), 'a map'));
    return undefined;
  };
  const mapAt = (key: string): Fields | undefined => {
    const value = given(key)?.value;
    return value === undefined ? undefined : asMap(value);
  };
  return {
    span: spanOf(section, map),
    keys: () => map.entries.map((entry) => keyOf(section, entry)),
    has: (key) => given(key) !== undefined,
    entry: (key) => optionalSpan(section, entryOf(map, key)),
    keySpan: (key) => optionalSpan(section, entryOf(map, key)?.key),
    map: mapAt,
    child: (key) => mapAt(key) ?? fieldsOf(section, emptyMap(map), report),
    maps: (key) => items(key).flatMap((item) => asMap(item) ?? []),
    stringMap: (key) => readStringMap(section, given(key)?.value, report),
    report,
    ...valueFields(section, given, items, report),
  };
}

type GivenEntry = YamlEntry & { readonly value: YamlNode };

const emptyMap = ({ start }: YamlMap): YamlMap => ({ kind: 'map', entries: [], start, end: start });

const keyOf = (section: Section, { key, start, end }: YamlEntry): Located<string> => ({
  value: key.source,
  span: spanOf(section, key),
  entry: span(section, start, end),
});

/** The readers of single values and of lists of them. */
function valueFields(
  section: Section,
  given: (key: string) => GivenEntry | undefined,
  items: (key: string) => readonly YamlNode[],
  report: Report,
): Omit<
  Fields,
  'span' | 'keys' | 'has' | 'entry' | 'keySpan' | 'map' | 'child' | 'maps' | 'stringMap' | 'report'
> {
  const one = <T>(key: string, read: Read<T>): Located<T> | undefined => {
    const entry = given(key);
    if (entry === undefined) return undefined;
    const at = spanOf(section, entry.value);
    const value = read(entry.value, at, report);
    return value === undefined ? undefined : { value, span: at, entry: spanOf(section, entry) };
  };
  const many = <T>(key: string, read: Read<T>): readonly Located<T>[] =>
    items(key).flatMap((item) => {
      const at = spanOf(section, item);
      const value = read(item, at, report);
      return value === undefined ? [] : [{ value, span: at, entry: at }];
    });
  return {
    string: (key) => one(key, readString),
    text: (key) => one(key, readText),
    integer: (key) => one(key, readInteger),
    number: (key) => one(key, readNumber),
    boolean: (key) => one(key, readBoolean),
    oneOf: (key, values) => one(key, readOneOf(values)),
    strings: (key) => many(key, readText),
    port: (key) => one(key, readPort),
    portOrName: (key) => one(key, readPortOrName),
    portRange: (key) => one(key, readPortRange),
    ip: (key) => one(key, readIp),
    ips: (key) => many(key, readIp),
    cidr: (key) => one(key, readCidr),
    cidrs: (key) => many(key, readCidr),
    cidrOrIp: (key) => one(key, readCidrOrIp),
    cidrsOrIps: (key) => many(key, readCidrOrIp),
  };
}

const isNull = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

const optionalSpan = (
  section: Section,
  placed: { readonly start: number; readonly end: number } | undefined,
): Span | undefined => (placed === undefined ? undefined : span(section, placed.start, placed.end));

const wrongType = (at: Span, wanted: string): FieldProblem => ({
  kind: 'type',
  span: at,
  message: `Expected ${wanted} here`,
  cure: `Write ${wanted}.`,
});

const readText: Read<string> = (node, at, report) => {
  if (node.kind === 'scalar') return node.source;
  report(wrongType(at, 'a string'));
  return undefined;
};

const readString: Read<string> = (node, at, report) => {
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  report(wrongType(at, 'a string'));
  return undefined;
};

const readNumber: Read<number> = (node, at, report) => {
  if (node.kind === 'scalar' && typeof node.value === 'number') return node.value;
  report(wrongType(at, 'a number'));
  return undefined;
};

const readInteger: Read<number> = (node, at, report) => {
  if (node.kind === 'scalar' && Number.isSafeInteger(node.value)) return node.value as number;
  report(wrongType(at, 'a whole number'));
  return undefined;
};

const readBoolean: Read<boolean> = (node, at, report) => {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  report(wrongType(at, 'true or false'));
  return undefined;
};

const readOneOf =
  <T extends string>(values: readonly T[]): Read<T> =>
  (node, at, report) => {
    const known = node.kind === 'scalar' ? values.find((value) => value === node.source) : undefined;
    if (known !== undefined) return known;
    const cure = `Use one of: ${values.join(', ')}.`;
    report({
      kind: 'value',
      span: at,
      message: `Not a value this field takes: ${shown(node)}`,
      cure,
      values,
    });
    return undefined;
  };

const readPort: Read<number> = (node, at, report) => {
  if (node.kind === 'scalar' && typeof node.value === 'number' && isPort(node.value)) return node.value;
  report({
    kind: 'port',
    span: at,
    message: `Not a port number: ${shown(node)}`,
    cure: 'Ports are whole numbers from 1 to 65535.',
  });
  return undefined;
};

const readPortOrName: Read<number | string> = (node, at, report) => {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    // IANA service name, as Kubernetes checks it: apimachinery validation.IsValidPortName.
    if (/^[a-z0-9-]{1,15}$/.test(node.value) && /[a-z]/.test(node.value) && !/^-|-$|--/.test(node.value))
      return node.value;
    report({
      kind: 'port',
      span: at,
      message: `Not a port number or name: ${shown(node)}`,
      cure: 'A number from 1 to 65535, or a name of at most 15 lower-case letters, digits and single dashes with at least one letter.',
    });
    return undefined;
  }
  return readPort(node, at, report);
};

const readPortRange: Read<PortRange> = (node, at, report) => {
  const range = node.kind === 'scalar' ? parsePortRange(node.source) : undefined;
  if (range === undefined) {
    report({
      kind: 'portRange',
      span: at,
      message: `Not a port range: ${shown(node)}`,
      cure: 'Write FIRST-LAST, for example 30000-32767.',
    });
  }
  return range;
};

const readIp: Read<Ip> = (node, at, report) => {
  const ip = node.kind === 'scalar' ? parseIp(node.source.trim()) : undefined;
  if (ip === undefined) {
    report({
      kind: 'address',
      span: at,
      message: `Not an IP address: ${shown(node)}`,
      cure: 'Write an IPv4 or IPv6 address, for example 10.0.1.30 or fd00::30.',
    });
  }
  return ip;
};

const readCidr: Read<Cidr> = (node, at, report) => {
  const cidr = node.kind === 'scalar' ? parseCidr(node.source.trim()) : undefined;
  if (cidr === undefined) report(notACidr(at, node));
  return cidr?.network;
};

const readCidrOrIp: Read<Cidr> = (node, at, report) => {
  const cidr = node.kind === 'scalar' ? parseCidrOrIp(node.source.trim()) : undefined;
  if (cidr === undefined) report(notACidr(at, node));
  return cidr?.network;
};

const notACidr = (at: Span, node: YamlNode): FieldProblem => ({
  kind: 'cidr',
  span: at,
  message: `Not a CIDR: ${shown(node)}`,
  cure: 'Write ADDRESS/LENGTH, for example 10.49.0.0/16 or fd00:49::/112.',
});

function readStringMap(
  section: Section,
  node: YamlNode | undefined,
  report: Report,
): ReadonlyMap<string, Located<string>> {
  const found = new Map<string, Located<string>>();
  if (node === undefined) return found;
  if (node.kind !== 'map') {
    report(wrongType(spanOf(section, node), 'a map of strings'));
    return found;
  }
  for (const { key, value, start, end } of node.entries) {
    const entry = span(section, start, end);
    if (value === undefined) found.set(key.source, { value: '', span: entry, entry });
    else if (value.kind === 'scalar')
      found.set(key.source, { value: value.source, span: spanOf(section, value), entry });
    else report(wrongType(spanOf(section, value), 'a string'));
  }
  return found;
}

const shown = (node: YamlNode): string =>
  node.kind === 'scalar' ? node.source || '(empty)' : `a ${node.kind === 'map' ? 'map' : 'list'}`;
