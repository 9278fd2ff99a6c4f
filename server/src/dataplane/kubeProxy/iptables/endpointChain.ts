import type { IpFamily } from '../../../net/ip.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import type { ChainName } from '../../netfilter/chainName.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import { endpointChain } from '../names.ts';
import type { ServicePortInfo } from '../services.ts';
import {
  comment,
  fromHost,
  isProtocol,
  markMasquerade,
  onePort,
  protocolModule,
  rememberClient,
} from './matches.ts';
import { rule } from './serviceRules.ts';

/** KUBE-SEP-… of every endpoint that this node can reach. */
export function endpointChains(
  info: ServicePortInfo,
  endpoints: readonly ProxyEndpoint[],
  family: IpFamily,
  comments: boolean,
): readonly EndpointChain[] {
  const service = { info, family, comments };
  return endpoints.map((endpoint) => new EndpointChain(endpoint, service));
}

interface OfService {
  readonly info: ServicePortInfo;
  readonly family: IpFamily;
  readonly comments: boolean;
}

/**
 * The chain of one endpoint: masquerade what it sends to itself, then translate the destination. All but its name is made
 * when somebody first asks, since a cluster has tens of thousands and few are looked at.
 */
export class EndpointChain implements Chain {
  readonly name: ChainName;
  readonly endpoint: ProxyEndpoint;
  private readonly service: OfService;
  private origin: Origin | undefined;
  private made: readonly Rule[] | undefined;

  constructor(endpoint: ProxyEndpoint, service: OfService) {
    this.name = endpointChain(service.info.name, service.info.protocol, endpoint.text);
    this.endpoint = endpoint;
    this.service = service;
  }

  get because(): Origin {
    return (this.origin ??= merge(this.endpoint.endpoint.because, this.service.info.port.because));
  }

  get stands(): string {
    const { text, endpoint } = this.endpoint;
    return endpoint.nodeName === undefined ? text : `${text} on ${endpoint.nodeName}`;
  }

  get rules(): readonly Rule[] {
    return (this.made ??= endpointRules(this, this.service));
  }
}

function endpointRules(
  { name, endpoint: { ip, port }, because }: EndpointChain,
  { info: { affinity, protocol, name: serviceName }, family, comments }: OfService,
): readonly Rule[] {
  const said: readonly Match[] = comments ? [comment(serviceName)] : [];
  const remembered = affinity === undefined ? [] : [rememberClient(name, family)];
  return [
    rule(because, [fromHost(ip), ...said], markMasquerade),
    rule(because, [isProtocol(protocol), ...said, ...remembered, protocolModule(protocol)], {
      kind: 'dnat',
      to: ip,
      ports: onePort(port),
    }),
  ];
}
