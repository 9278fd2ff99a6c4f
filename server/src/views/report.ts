import type { IpFamily } from '../net/ip.ts';
import { bgpReport } from './bgp/report.ts';
import { ipamReport } from './ipam/report.ts';
import type { Report } from './answers.ts';
import type { ViewContext } from './viewContext.ts';

export type ReportQuestion =
  /** Of one node, or of each. */
  | { readonly view: 'bgp'; readonly at: string | undefined; readonly family: IpFamily }
  | { readonly view: 'ipam'; readonly showBlocks: boolean };

/** What calicoctl would say of a cluster's BGP sessions or address pools. */
export function report(context: ViewContext | undefined, question: ReportQuestion): Report | undefined {
  if (context === undefined) return undefined;
  return question.view === 'bgp'
    ? bgpReport(context, question.at, question.family)
    : ipamReport(context, question.showBlocks);
}
