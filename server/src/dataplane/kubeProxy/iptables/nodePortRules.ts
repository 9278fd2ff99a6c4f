import { machinery, merge } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Rule } from '../../netfilter/ruleset.ts';
import { isLoopback } from '../nodePortAddresses.ts';
import { chains } from '../names.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import { becauseOf } from './destinations.ts';
import { accept, comment, isProtocol, jump, loopbackNet, toHost, toPort, toThisNode } from './matches.ts';
import { rule } from './serviceRules.ts';

/** In versions that ask, a node none of whose addresses serves node ports has no rules for them. */
export const hidesNodePort = ({ behaviour, nodePortAddresses }: ProxyNode): boolean =>
  behaviour.nodePortWithoutAddress !== 'ignored' &&
  !nodePortAddresses.matchAll &&
  nodePortAddresses.addresses.length === 0;

/** Health checks of load balancers are let in whether or not this node has an endpoint. */
export function healthCheckRules(info: ServicePortInfo, { behaviour }: ProxyNode): readonly Rule[] {
  const { healthCheckNodePort } = info;
  if (healthCheckNodePort === undefined || !behaviour.iptables.healthCheckRules) return [];
  return [
    rule(
      becauseOf(info, healthCheckNodePort),
      [
        isProtocol('tcp'),
        comment(`${info.name} health check node port`),
        toPort('tcp', healthCheckNodePort.value),
      ],
      accept,
    ),
  ];
}

/** The end of KUBE-SERVICES: what is meant for this node itself may be meant for a node port. */
export function nodePortJumps(proxy: ProxyNode): readonly Rule[] {
  const { nodePortAddresses } = proxy;
  const target = jump(chains.nodePorts);
  const said = comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain');
  const why = machinery('kube-proxy', 'node ports are served on addresses of the node');
  if (nodePortAddresses.matchAll) {
    const because = merge(why, nodePortAddresses.because);
    return [rule(because, [...notLoopback(proxy), said, toThisNode], target)];
  }
  return nodePortAddresses.addresses
    .filter(({ value }) => !isLoopback(value) || servesLoopback(proxy))
    .map(({ value, because }) => rule(merge(why, because), [toHost(value), said], target));
}

function notLoopback(proxy: ProxyNode): readonly Match[] {
  return servesLoopback(proxy) ? [] : [{ kind: 'destination', net: loopbackNet(proxy.family), not: true }];
}

const servesLoopback = ({ behaviour, family, localhostNodePorts }: ProxyNode): boolean =>
  !behaviour.localhostNodePortsOptional || (family === 4 && localhostNodePorts);
