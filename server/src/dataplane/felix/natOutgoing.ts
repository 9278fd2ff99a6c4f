import { felixSetting } from '../../cluster/calico/felixSettings.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import { calicoAtLeast, calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import type { IpFamily } from '../../net/ip.ts';
import { machinery, merge, written, type Origin } from '../../origin/origin.ts';
import type { FelixDataplane } from '../dataplane.ts';
import type { IpSet } from '../netfilter/ipvs.ts';
import type { Match } from '../netfilter/match.ts';
import { chainName, type Chain, type Rule } from '../netfilter/ruleset.ts';
import type { Target } from '../netfilter/target.ts';
import { ruleHashes } from './ruleHash.ts';

const chains = {
  postrouting: chainName('cali-POSTROUTING'),
  floating: chainName('cali-fip-snat'),
  natOutgoing: chainName('cali-nat-outgoing'),
} as const;

/**
 * Felix's part of nat POSTROUTING: what leaves a pool with natOutgoing for somewhere outside all pools gets the node's
 * address (felix/rules/static.go: StaticNATPostroutingChains, nat.go: NATOutgoingChain). Undefined where no pool has it.
 */
export function natOutgoing(
  cluster: Cluster,
  node: ClusterNode,
  family: IpFamily,
): FelixDataplane | undefined {
  if (cluster.podNetwork.value.kind !== 'calico') return undefined;
  const pools = cluster.pools.filter((pool) => pool.family === family);
  const masqueraded = pools.filter((pool) => pool.natOutgoing.value);
  if (masqueraded.length === 0) return undefined;
  const version = calicoVersion(cluster).value;
  const inNetwork = calicoAtLeast(version, 31)
    ? {
        id: 'network-ip-pools',
        pools: pools.filter(({ allowedUses }) => allowedUses.join() !== 'LoadBalancer'),
      }
    : { id: 'all-ipam-pools', pools };
  const from = setOf('masq-ipam-pools', masqueraded, family);
  const all = setOf(inNetwork.id, inNetwork.pools, family);
  const because = merge(
    machinery('felix', 'what leaves a pool for somewhere outside all pools gets the node’s address'),
    ...masqueraded.map((pool) => pool.natOutgoing.because),
  );
  const own = [
    chainOf(
      chains.postrouting,
      [jump(chains.floating), jump(chains.natOutgoing)],
      machinery('felix', 'Felix’s part of POSTROUTING'),
    ),
    { name: chains.floating, rules: [], because: machinery('felix', 'for floating addresses') },
    chainOf(chains.natOutgoing, [masquerade(cluster, node, family, from, all)], because),
  ];
  return {
    nat: { name: 'nat', chains: new Map(own.map((chain) => [chain.name, chain])) },
    ipSets: [from, all],
    placed: calicoAtLeast(version, 28) ? 'appended' : 'inserted',
  };
}

/** A rule in Felix's own long words, which its hash is made of, and what it does. */
interface FelixRule {
  readonly words: string;
  readonly matches: readonly Match[];
  readonly target: Target;
  readonly because?: Origin;
}

const jump = (chain: Chain['name']): FelixRule => ({
  words: `--jump ${chain}`,
  matches: [],
  target: { kind: 'jump', chain },
});

function masquerade(
  { resources }: Cluster,
  node: ClusterNode,
  family: IpFamily,
  from: IpSet,
  all: IpSet,
): FelixRule {
  const matches: readonly Match[] = [
    { kind: 'set', set: from.name, fields: ['src'] },
    { kind: 'set', set: all.name, fields: ['dst'], not: true },
  ];
  const sets = `-m set --match-set ${from.name} src -m set ! --match-set ${all.name} dst`;
  const address = family === 4 ? felixSetting(resources, node, 'natOutgoingAddress') : undefined;
  return address === undefined
    ? {
        words: `${sets} --jump MASQUERADE --random-fully`,
        matches,
        target: { kind: 'masquerade', randomFully: true },
      }
    : {
        words: `${sets} --jump SNAT --to-source ${address.value} --random-fully`,
        matches,
        target: { kind: 'snat', to: address.value, randomFully: true },
        because: written(address.span),
      };
}

function chainOf(name: Chain['name'], rules: readonly FelixRule[], because: Origin): Chain {
  const hashes = ruleHashes(
    name,
    rules.map(({ words }) => words),
  );
  return {
    name,
    because,
    rules: rules.map((rule, i): Rule => ({
      matches: [{ kind: 'comment', text: `cali:${hashes[i] ?? ''}` }, ...rule.matches],
      target: rule.target,
      because: rule.because === undefined ? because : merge(rule.because, because),
    })),
  };
}

/** `cali40` and the set's id, cut to 31 characters (felix/ipsets/ipset_defs.go: NameForMainIPSet). */
function setOf(id: string, pools: readonly ClusterPool[], family: IpFamily): IpSet {
  const because = machinery('felix', 'the pools of the cluster');
  return {
    name: `cali${String(family)}0${id}`.slice(0, 31),
    type: 'hash:net',
    options: `family ${family === 4 ? 'inet' : 'inet6'} hashsize 1024 maxelem 1048576`,
    comment: '',
    members: pools.map(({ cidr, because: pool }) => ({ text: cidr, because: pool })),
    because: merge(because, ...pools.map((pool) => pool.because)),
  };
}
