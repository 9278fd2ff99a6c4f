const verdicts = new Set([
  ...['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'QUEUE', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP'],
  ...['MARK', 'CONNMARK', 'CT', 'NOTRACK', 'LOG', 'NFLOG', 'SET', 'TCPMSS', 'TPROXY', 'CLASSIFY'],
]);

/** Whether the word after `-j` names a chain; the extensions of iptables are in capitals and known. */
export const isChainName = (target: string): boolean => !verdicts.has(target.toUpperCase());
