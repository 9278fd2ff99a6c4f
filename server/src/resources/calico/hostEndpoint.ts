import type { Ip } from '../../net/ip.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org HostEndpoint, as written. */
export interface HostEndpoint extends ResourceBase {
  readonly kind: 'HostEndpoint';
  readonly specAt: Span | undefined;
  /** Must be the Calico node's name, which is the Kubernetes node's name. */
  readonly node: Located<string> | undefined;
  /** `*` stands for every interface of the node. */
  readonly interfaceName: Located<string> | undefined;
  readonly expectedIPs: readonly Located<Ip>[];
  readonly profiles: readonly Located<string>[];
  readonly ports: readonly HostEndpointPort[];
}

/** A port of the host that rules may name. */
export interface HostEndpointPort {
  readonly at: Span;
  readonly name: Located<string> | undefined;
  readonly protocol: Located<string> | undefined;
  readonly port: Located<number> | undefined;
}

export function readHostEndpoint(root: Fields, base: ResourceBase): HostEndpoint {
  const spec = root.map('spec');
  return {
    ...base,
    kind: 'HostEndpoint',
    specAt: root.entry('spec'),
    node: spec?.text('node'),
    interfaceName: spec?.text('interfaceName'),
    expectedIPs: spec?.ips('expectedIPs') ?? [],
    profiles: spec?.strings('profiles') ?? [],
    ports:
      spec?.maps('ports').map((port) => ({
        at: port.span,
        name: port.text('name'),
        protocol: port.text('protocol'),
        port: port.port('port'),
      })) ?? [],
  };
}
