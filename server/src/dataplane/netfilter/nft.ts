import type { IpFamily } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';

/** One nftables table as kube-proxy's nftables mode keeps it. */
export interface NftTable {
  readonly family: IpFamily;
  readonly name: string;
  readonly because: Origin;
}
