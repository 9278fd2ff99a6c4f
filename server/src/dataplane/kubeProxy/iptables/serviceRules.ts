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
  /** Some rule of its chains leads to KUBE-MARK-DROP. */
  readonly marksDrop: boolean;
}

/** The rules in shared chains while they are being made. */
export type SharedRulesDraft = Readonly<Record<Exclude<keyof ServiceRules, 'chains' | 'marksDrop'>, Rule[]>>;

export const emptyDraft = (): SharedRulesDraft => ({
  services: [],
  nodePorts: [],
  filterServices: [],
  externalServices: [],
  healthChecks: [],
  firewall: [],
});

export const rule = (because: Origin, matches: readonly Match[], target: Target): Rule => ({
  matches,
  target,
  because,
});

/** A chain whose rules are made when somebody first asks for them: of most chains nobody does. */
class LazyChain implements Chain {
  readonly name: ChainName;
  readonly because: Origin;
  readonly stands: string;
  private make: (() => readonly Rule[]) | undefined;
  private made: readonly Rule[] = [];

  constructor(name: ChainName, because: Origin, stands: string, make: () => readonly Rule[]) {
    this.name = name;
    this.because = because;
    this.stands = stands;
    this.make = make;
  }

  get rules(): readonly Rule[] {
    if (this.make !== undefined) {
      this.made = this.make();
      this.make = undefined;
    }
    return this.made;
  }
}

export const chain = (name: ChainName, because: Origin, stands: string, make: () => readonly Rule[]): Chain =>
  new LazyChain(name, because, stands, make);
