import type { Brand } from '../../text/brand.ts';

/** The name of a chain, built-in or not: `PREROUTING`, `KUBE-SVC-PX5FENG4GZJTCELT`. */
export type ChainName = Brand<string, 'ChainName'>;
