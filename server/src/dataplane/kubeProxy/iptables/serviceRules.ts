import type { Origin } from '../../../origin/origin.ts';
import type { ChainName } from '../../netfilter/chainName.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import type { Target } from '../../netfilter/target.ts';

/** Everything one service port adds to the tables. */
export interface ServiceRules {
  /** In KUBE-SERVICES and KUBE-NODEPORTS of the nat table. */
  readonly services: readonly Rule[];
  readonly nodePorts: readonly Rule[];
  /** In chains of the filter table. */
  readonly filterServices: readonly Rule[];
  readonly externalServices: readonly Rule[];
  readonly healthChecks: readonly Rule[];
  readonly firewall: readonly Rule[];
  /** Its own chains in the nat table. */
  readonly chains: readonly Chain[];
}

/** The same while it is being made. */
export interface ServiceRulesDraft extends ServiceRules {
  readonly services: Rule[];
  readonly nodePorts: Rule[];
  readonly filterServices: Rule[];
  readonly externalServices: Rule[];
  readonly healthChecks: Rule[];
  readonly firewall: Rule[];
  readonly chains: Chain[];
}

export const emptyDraft = (): ServiceRulesDraft => ({
  services: [],
  nodePorts: [],
  filterServices: [],
  externalServices: [],
  healthChecks: [],
  firewall: [],
  chains: [],
});

export const rule = (because: Origin, matches: readonly Match[], target: Target): Rule => ({
  matches,
  target,
  because,
});

export const chain = (name: ChainName, rules: readonly Rule[], because: Origin, stands: string): Chain => ({
  name,
  rules,
  because,
  stands,
});
