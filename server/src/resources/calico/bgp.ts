import type { Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/**
 * projectcalico.org BGPConfiguration, as written. The one named `default` holds for the cluster, `node.NAME` for some
 * settings of that node; any other name is ignored by Calico.
 */
export interface BgpConfiguration extends ResourceBase {
  readonly kind: 'BGPConfiguration';
  readonly asNumber: Located<number> | undefined;
  readonly nodeToNodeMeshEnabled: Located<boolean> | undefined;
  readonly serviceClusterIPs: readonly Located<Cidr>[];
  readonly serviceExternalIPs: readonly Located<Cidr>[];
  readonly serviceLoadBalancerIPs: readonly Located<Cidr>[];
  readonly serviceLoadBalancerAggregation: Located<'Enabled' | 'Disabled'> | undefined;
  readonly listenPort: Located<number> | undefined;
  readonly bindMode: Located<'None' | 'NodeIP'> | undefined;
  readonly communities: readonly NamedCommunity[];
  readonly prefixAdvertisements: readonly PrefixAdvertisement[];
  readonly nodeMeshPassword: SecretKey | undefined;
  /** A Go duration: `120s`. */
  readonly nodeMeshMaxRestartTime: Located<string> | undefined;
  readonly ignoredInterfaces: readonly Located<string>[];
  readonly programClusterRoutes: Located<ProgramClusterRoutes> | undefined;
  readonly logSeverityScreen: Located<string> | undefined;
  readonly ipv4NormalRoutePriority: Located<number> | undefined;
  readonly ipv6NormalRoutePriority: Located<number> | undefined;
}

export type ProgramClusterRoutes = 'Enabled' | 'Disabled' | 'EnabledIPIPOnly' | 'EnabledNoEncapOnly';

export interface NamedCommunity {
  readonly name: Located<string>;
  /** `65001:100`, or `64512:1:2` for a large one. */
  readonly value: Located<string>;
}

export interface PrefixAdvertisement {
  readonly cidr: Located<Cidr>;
  /** Values, or names of `communities`. */
  readonly communities: readonly Located<string>[];
}

/** Which key of which Secret holds a password; the password itself is never read. */
export interface SecretKey {
  readonly at: Span;
  readonly name: Located<string> | undefined;
  readonly key: Located<string> | undefined;
}

export function readBgpConfiguration(root: Fields, base: ResourceBase): BgpConfiguration {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'BGPConfiguration',
    asNumber: readAsNumber(spec, 'asNumber'),
    nodeToNodeMeshEnabled: spec.boolean('nodeToNodeMeshEnabled'),
    serviceClusterIPs: readServiceRanges(spec, 'serviceClusterIPs'),
    serviceExternalIPs: readServiceRanges(spec, 'serviceExternalIPs'),
    serviceLoadBalancerIPs: readServiceRanges(spec, 'serviceLoadBalancerIPs'),
    serviceLoadBalancerAggregation: spec.oneOf('serviceLoadBalancerAggregation', ['Enabled', 'Disabled']),
    listenPort: spec.port('listenPort'),
    bindMode: spec.oneOf('bindMode', ['None', 'NodeIP']),
    communities: spec.maps('communities').flatMap(readCommunity),
    prefixAdvertisements: spec.maps('prefixAdvertisements').flatMap(readPrefixAdvertisement),
    nodeMeshPassword: readSecretKey(spec, 'nodeMeshPassword'),
    nodeMeshMaxRestartTime: spec.text('nodeMeshMaxRestartTime'),
    ignoredInterfaces: spec.strings('ignoredInterfaces'),
    programClusterRoutes: spec.oneOf('programClusterRoutes', [
      'Enabled',
      'Disabled',
      'EnabledIPIPOnly',
      'EnabledNoEncapOnly',
    ]),
    logSeverityScreen: spec.text('logSeverityScreen'),
    ipv4NormalRoutePriority: spec.integer('ipv4NormalRoutePriority'),
    ipv6NormalRoutePriority: spec.integer('ipv6NormalRoutePriority'),
  };
}

/** `- cidr: 10.49.0.0/16` entries. */
const readServiceRanges = (spec: Fields, key: string): readonly Located<Cidr>[] =>
  spec.maps(key).flatMap((item) => item.cidrOrIp('cidr') ?? []);

function readCommunity(item: Fields): readonly NamedCommunity[] {
  const [name, value] = [item.text('name'), item.text('value')];
  return name === undefined || value === undefined ? [] : [{ name, value }];
}

function readPrefixAdvertisement(item: Fields): readonly PrefixAdvertisement[] {
  const cidr = item.cidrOrIp('cidr');
  return cidr === undefined ? [] : [{ cidr, communities: item.strings('communities') }];
}

/** `password: { secretKeyRef: { name, key } }`. */
export function readSecretKey(spec: Fields, key: string): SecretKey | undefined {
  const reference = spec.map(key)?.map('secretKeyRef');
  return reference === undefined
    ? undefined
    : { at: reference.span, name: reference.text('name'), key: reference.text('key') };
}

/** A 32-bit number, or `HIGH.LOW` of two 16-bit halves (numorstring.ASNumber). */
export function asNumberOf(written: string): number | undefined {
  const parts = written.split('.');
  if (parts.length > 2 || parts.some((part) => !/^\d+$/.test(part))) return undefined;
  const [high = 0, low] = parts.map(Number);
  if (low === undefined) return high <= 0xffffffff ? high : undefined;
  return high < 65536 && low < 65536 ? high * 65536 + low : undefined;
}

export function readAsNumber(fields: Fields, key: string): Located<number> | undefined {
  const written = fields.text(key);
  if (written === undefined) return undefined;
  const value = asNumberOf(written.value);
  if (value !== undefined) return { ...written, value };
  reportAsNumber(fields, written);
  return undefined;
}

export function reportAsNumber({ report }: Fields, { value, span }: Located<string>): void {
  report({
    kind: 'value',
    span,
    message: `Not an AS number: ${value}`,
    cure: 'Write a number from 0 to 4294967295, or HIGH.LOW.',
  });
}
