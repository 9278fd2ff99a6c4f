import type { IpSet, IpvsState, VirtualServer } from '../netfilter/ipvs.ts';
import type { Ruleset } from '../netfilter/ruleset.ts';
import { renderIptablesSave } from './iptablesSave.ts';
import { addressAndPort } from './ipvsadm.ts';
import type { RenderedLine } from './rendered.ts';

const heading = (text: string): RenderedLine => ({ text, because: undefined });

/**
 * Everything kube-proxy's IPVS mode keeps on a node, in one text that can be compared line by line: sysctls, virtual
 * servers with single blanks, ip sets with their comments, the addresses of kube-ipvs0, then iptables-save. It is the form of the golden files; `renderIpvsadm` and `renderIpsetSave` print as the tools do.
 */
export function renderIpvsState(
  { sysctls, virtualServers, ipSets, boundAddresses }: IpvsState,
  ruleset: Ruleset,
): readonly RenderedLine[] {
  return [
    ...sysctls.map(({ name, value, because }) => ({ text: `# sysctl ${name}=${value}`, because })),
    heading('## ipvsadm -ln'),
    heading('Prot LocalAddress:Port Scheduler Flags'),
    heading('  -> RemoteAddress:Port Forward Weight ActiveConn InActConn'),
    ...virtualServers.flatMap(virtualServerLines),
    heading('## ipset save (sets and entries sorted; the real creation order is random)'),
    ...ipSets.flatMap(ipSetLines),
    heading('## addresses on kube-ipvs0 (sorted)'),
    ...boundAddresses.map(({ address, because }) => ({ text: address, because })),
    heading('## iptables-save'),
    ...renderIptablesSave(ruleset),
  ];
}

function virtualServerLines(server: VirtualServer): readonly RenderedLine[] {
  const words = [
    `${server.protocol.toUpperCase().padEnd(4)} ${addressAndPort(server)}`,
    server.scheduler,
    ...(server.flags === undefined ? [] : [`(${server.flags})`]),
    ...(server.persistentSeconds === undefined ? [] : [`persistent ${String(server.persistentSeconds)}`]),
  ];
  return [
    { text: words.join(' '), because: server.because },
    ...server.realServers.map((real) => ({
      text: `  -> ${addressAndPort(real)} Masq ${String(real.weight)} 0 0`,
      because: real.because,
    })),
  ];
}

const ipSetLines = ({ name, type, options, comment, members, because }: IpSet): readonly RenderedLine[] => [
  { text: `create ${name} ${type} ${options}   # comment: ${comment}`, because },
  ...members.map((member) => ({ text: `add ${name} ${member.text}`, because: member.because })),
];
