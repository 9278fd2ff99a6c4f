/** Languages of documents that hold what a real tool printed: no manifests, but what they name is looked up in them. */
export const dumpLanguages = [
  'iptables-save',
  'iptables-list',
  'ipvsadm',
  'ipset',
  'nftables',
  'ip-route',
] as const;

export type DumpLanguage = (typeof dumpLanguages)[number];
