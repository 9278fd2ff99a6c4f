import type { Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org BGPConfiguration, as written. Only the one named `default` holds for the cluster. */
export interface BgpConfiguration extends ResourceBase {
  readonly kind: 'BGPConfiguration';
  readonly asNumber: Located<number> | undefined;
  readonly nodeToNodeMeshEnabled: Located<boolean> | undefined;
  readonly serviceClusterIPs: readonly Located<Cidr>[];
  readonly serviceExternalIPs: readonly Located<Cidr>[];
  readonly serviceLoadBalancerIPs: readonly Located<Cidr>[];
  readonly serviceLoadBalancerAggregation: Located<'Enabled' | 'Disabled'> | undefined;
  readonly listenPort: Located<number> | undefined;
}

export function readBgpConfiguration(root: Fields, base: ResourceBase): BgpConfiguration {
  const spec = root.map('spec');
  return {
    ...base,
    kind: 'BGPConfiguration',
    asNumber: readAsNumber(spec, 'asNumber'),
    nodeToNodeMeshEnabled: spec?.boolean('nodeToNodeMeshEnabled'),
    serviceClusterIPs: readServiceRanges(spec, 'serviceClusterIPs'),
    serviceExternalIPs: readServiceRanges(spec, 'serviceExternalIPs'),
    serviceLoadBalancerIPs: readServiceRanges(spec, 'serviceLoadBalancerIPs'),
    serviceLoadBalancerAggregation: spec?.oneOf('serviceLoadBalancerAggregation', ['Enabled', 'Disabled']),
    listenPort: spec?.port('listenPort'),
  };
}

/** `- cidr: 10.49.0.0/16` entries. */
function readServiceRanges(spec: Fields | undefined, key: string): readonly Located<Cidr>[] {
  return spec?.maps(key).flatMap((item) => item.cidrOrIp('cidr') ?? []) ?? [];
}

/** projectcalico.org BGPPeer, as written. */
export interface BgpPeer extends ResourceBase {
  readonly kind: 'BGPPeer';
  readonly node: Located<string> | undefined;
  readonly nodeSelector: Located<string> | undefined;
  /** `IP`, `IPv4:PORT` or `[IPv6]:PORT`. */
  readonly peerIP: Located<string> | undefined;
  readonly peerSelector: Located<string> | undefined;
  readonly asNumber: Located<number> | undefined;
  readonly specAt: Span | undefined;
}

export function readBgpPeer(root: Fields, base: ResourceBase): BgpPeer {
  const spec = root.map('spec');
  return {
    ...base,
    kind: 'BGPPeer',
    node: spec?.text('node'),
    nodeSelector: spec?.text('nodeSelector'),
    peerIP: spec?.text('peerIP'),
    peerSelector: spec?.text('peerSelector'),
    asNumber: readAsNumber(spec, 'asNumber'),
    specAt: root.entry('spec'),
  };
}

/** A 32-bit number, or `HIGH.LOW` of two 16-bit halves (numorstring.ASNumber). */
export function readAsNumber(fields: Fields | undefined, key: string): Located<number> | undefined {
  const written = fields?.text(key);
  if (fields === undefined || written === undefined) return undefined;
  const value = asNumberOf(written.value);
  if (value !== undefined) return { ...written, value };
  fields.report({
    kind: 'value',
    span: written.span,
    message: `Not an AS number: ${written.value}`,
    cure: 'Write a number from 0 to 4294967295, or HIGH.LOW.',
  });
  return undefined;
}

function asNumberOf(text: string): number | undefined {
  const halves = /^(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number);
  if (halves === undefined)
    return /^\d+$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : undefined;
  const [high = 0, low = 0] = halves;
  return high < 65536 && low < 65536 ? high * 65536 + low : undefined;
}
