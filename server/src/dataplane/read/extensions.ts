/** Targets that iptables' extensions bring (iptables-extensions(8)); any other name is a chain's. */
const extensions = new Set(
  [
    'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK CONNSECMARK CT DNAT DNPT DSCP ECN HL HMARK IDLETIMER LED LOG MARK',
    'MASQUERADE NETMAP NFLOG NFQUEUE NOTRACK QUEUE RATEEST REDIRECT REJECT SECMARK SET SNAT SNPT SYNPROXY TCPMSS',
    'TCPOPTSTRIP TEE TOS TPROXY TRACE TTL ULOG',
  ].flatMap((names) => names.split(' ')),
);

export const isExtension = (name: string): boolean => extensions.has(name);
