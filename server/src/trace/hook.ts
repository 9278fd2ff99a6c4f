import type { FelixDataplane, ProxyDataplane } from '../dataplane/dataplane.ts';
import { chainName, tableOf, type Hook, type TableName } from '../dataplane/netfilter/ruleset.ts';
import { recall, translatedAt, undo, type Connection } from './conntrack.ts';
import type { Scene } from './match.ts';
import { baseChainsAt, walkBaseChain } from './nftWalk.ts';
import type { Passing, Walked } from './passing.ts';
import { walkFrom, walkTable } from './walk.ts';

/** The node that a packet passes, as far as hooks look at it. */
export interface Machine {
  readonly node: string;
  readonly proxy: ProxyDataplane | undefined;
  readonly felix: FelixDataplane | undefined;
  readonly connections: readonly Connection[];
  /** Whether the packet goes back to who opened the connection. */
  readonly isAnswer: boolean;
}

/** Something that looks at a packet at a hook; lower numbers come first (linux/netfilter_ipv4.h: NF_IP_PRI_*). */
interface Stage {
  readonly priority: number;
  readonly run: (passing: Passing) => readonly Walked[];
}

/** Where IPVS stands: after the filter rules on the way in, just after translation on the way out (ip_vs_core.c: ip_vs_ops4). */
export const ipvsPriority = { INPUT: 99, OUTPUT: -98 } as const;

const tablePriority = { raw: -300, mangle: -150, filter: 0, security: 50 } as const;
const conntrackPriority = -200;
const natPriority = { destination: -100, source: 100 } as const;

/** Takes the packet through everything that stands at a hook, `from` and `below` limiting the priorities. */
export function passHook(
  machine: Machine,
  scene: Scene,
  passing: Passing,
  { from = -Infinity, below = Infinity }: { readonly from?: number; readonly below?: number } = {},
): readonly Walked[] {
  const stages = stagesOf(machine, scene)
    .filter(({ priority }) => from <= priority && priority < below)
    .sort((a, b) => a.priority - b.priority);
  return stages.reduce<readonly Walked[]>(
    (walked, { run }) => walked.flatMap((one) => (one.stop === undefined ? run(one.passing) : [one])),
    [{ passing }],
  );
}

function stagesOf(machine: Machine, scene: Scene): readonly Stage[] {
  const { hook } = scene;
  const nat: Stage = {
    priority: natPriority[translatedAt(hook)],
    run: (passing) => translate(machine, scene, passing),
  };
  const tracks = hook === 'PREROUTING' || hook === 'OUTPUT';
  const conntrack: Stage = {
    priority: conntrackPriority,
    run: (passing) => [{ passing: track(machine, passing) }],
  };
  const tables = tablesAt(hook).map((name): Stage => ({
    priority: tablePriority[name],
    run: (passing) => throughTable(machine, name, scene, passing),
  }));
  return [
    ...tables,
    ...nftFilters(machine, scene),
    ...(tracks ? [conntrack] : []),
    ...(hook === 'FORWARD' ? [] : [nat]),
  ];
}

const nftFilters = ({ proxy }: Machine, scene: Scene): readonly Stage[] =>
  proxy?.mode !== 'nftables'
    ? []
    : baseChainsAt(proxy.table, scene, 'filter').map((base) => ({
        priority: base.base?.priority ?? 0,
        run: (passing) => walkBaseChain(proxy.table, base, scene, passing),
      }));

function tablesAt(hook: Hook): readonly Exclude<TableName, 'nat'>[] {
  switch (hook) {
    case 'PREROUTING':
      return ['raw', 'mangle'];
    case 'OUTPUT':
      return ['raw', 'mangle', 'filter', 'security'];
    case 'INPUT':
    case 'FORWARD':
      return ['mangle', 'filter', 'security'];
    case 'POSTROUTING':
      return ['mangle'];
  }
}

function throughTable(
  { proxy }: Machine,
  name: TableName,
  scene: Scene,
  passing: Passing,
): readonly Walked[] {
  if (proxy === undefined || proxy.mode === 'nftables') return [{ passing }];
  const table = tableOf(proxy.ruleset, name);
  return table === undefined ? [{ passing }] : walkTable(table, scene, passing);
}

/** A packet that comes round by the loopback interface is tracked already. */
function track({ connections, node, isAnswer }: Machine, passing: Passing): Passing {
  const { packet, tracking } = passing;
  return tracking.state === 'UNTRACKED' || tracking.first !== undefined
    ? passing
    : { ...passing, tracking: recall(connections, node, packet, isAnswer) };
}

/** The first packet of a connection asks the nat table once a side; an answer has the translation undone. */
function translate(machine: Machine, scene: Scene, passing: Passing): readonly Walked[] {
  const { tracking } = passing;
  if (tracking.answers !== undefined) return [{ passing: undo(passing, scene.hook) }];
  const asked = translatedAt(scene.hook) === 'destination' ? 'destinationAsked' : 'sourceAsked';
  if (tracking.state !== 'NEW' || tracking[asked]) return [{ passing }];
  const asking = { ...passing, tracking: { ...tracking, [asked]: true } };
  if (scene.hook !== 'POSTROUTING' || machine.felix === undefined)
    return throughProxy(machine, scene, asking);
  const ofProxy = (entering: Passing): readonly Walked[] => throughProxy(machine, scene, entering);
  const { felix } = machine;
  const ofFelix = (entering: Passing): readonly Walked[] => throughFelix(felix, scene, entering);
  return felix.placed === 'appended'
    ? ofProxy(asking).flatMap((walked) => untilTranslated(walked, ofFelix))
    : ofFelix(asking).flatMap((walked) => untilTranslated(walked, ofProxy));
}

/** A source is translated once; what comes after sees no packet. */
const untilTranslated = (walked: Walked, next: (passing: Passing) => readonly Walked[]): readonly Walked[] =>
  walked.stop !== undefined || walked.passing.tracking.sourceTranslated ? [walked] : next(walked.passing);

/** Felix's rules are told where they change the packet; where they do not, nothing is said of them. */
function throughFelix(felix: FelixDataplane, scene: Scene, passing: Passing): readonly Walked[] {
  const withSets: Scene = {
    ...scene,
    ipSet: (name) => felix.ipSets.find((set) => set.name === name) ?? scene.ipSet(name),
  };
  return walkFrom(felix.nat, chainName('cali-POSTROUTING'), withSets, passing).map((walked) =>
    walked.stop !== undefined || walked.passing.tracking.sourceTranslated ? walked : { passing },
  );
}

function throughProxy(machine: Machine, scene: Scene, asking: Passing): readonly Walked[] {
  const { proxy } = machine;
  if (proxy?.mode !== 'nftables') return throughTable(machine, 'nat', scene, asking);
  const [base] = baseChainsAt(proxy.table, scene, 'nat');
  return base === undefined ? [{ passing: asking }] : walkBaseChain(proxy.table, base, scene, asking);
}
