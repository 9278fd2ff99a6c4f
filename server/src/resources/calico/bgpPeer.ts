import type { Ip } from '../../net/ip.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';
import { readAsNumber, readSecretKey, type SecretKey } from './bgp.ts';

/** projectcalico.org BGPPeer, as written. */
export interface BgpPeer extends ResourceBase {
  readonly kind: 'BGPPeer';
  readonly node: Located<string> | undefined;
  readonly nodeSelector: Located<string> | undefined;
  /** `IP`, `IPv4:PORT` or `[IPv6]:PORT`. */
  readonly peerIP: Located<string> | undefined;
  readonly peerSelector: Located<string> | undefined;
  readonly localWorkloadSelector: Located<string> | undefined;
  readonly asNumber: Located<number> | undefined;
  readonly localASNumber: Located<number> | undefined;
  readonly keepOriginalNextHop: Located<boolean> | undefined;
  readonly nextHopMode: Located<'Auto' | 'Self' | 'Keep'> | undefined;
  readonly password: SecretKey | undefined;
  readonly sourceAddress: Located<'UseNodeIP' | 'None'> | undefined;
  /** A Go duration: `120s`. */
  readonly maxRestartTime: Located<string> | undefined;
  readonly keepaliveTime: Located<string> | undefined;
  readonly numAllowedLocalASNumbers: Located<number> | undefined;
  readonly ttlSecurity: Located<number> | undefined;
  readonly reachableBy: Located<Ip> | undefined;
  /** Names of BGPFilters, in order. */
  readonly filters: readonly Located<string>[];
  readonly reversePeering: Located<'Auto' | 'Manual'> | undefined;
  readonly specAt: Span | undefined;
}

export function readBgpPeer(root: Fields, base: ResourceBase): BgpPeer {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'BGPPeer',
    node: spec.text('node'),
    nodeSelector: spec.text('nodeSelector'),
    peerIP: spec.text('peerIP'),
    peerSelector: spec.text('peerSelector'),
    localWorkloadSelector: spec.text('localWorkloadSelector'),
    asNumber: readAsNumber(spec, 'asNumber'),
    localASNumber: readAsNumber(spec, 'localASNumber'),
    keepOriginalNextHop: spec.boolean('keepOriginalNextHop'),
    nextHopMode: spec.oneOf('nextHopMode', ['Auto', 'Self', 'Keep']),
    password: readSecretKey(spec, 'password'),
    sourceAddress: spec.oneOf('sourceAddress', ['UseNodeIP', 'None']),
    maxRestartTime: spec.text('maxRestartTime'),
    keepaliveTime: spec.text('keepaliveTime'),
    numAllowedLocalASNumbers: spec.integer('numAllowedLocalASNumbers'),
    ttlSecurity: spec.integer('ttlSecurity'),
    reachableBy: spec.ip('reachableBy'),
    filters: spec.strings('filters'),
    reversePeering: spec.oneOf('reversePeering', ['Auto', 'Manual']),
    specAt: root.entry('spec'),
  };
}
