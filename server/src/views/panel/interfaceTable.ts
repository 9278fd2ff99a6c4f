import type { Cluster } from '../../cluster/cluster.ts';
import { hostName, type HostRef } from '../../dataplane/routing/host.ts';
import { hostInterfaces } from '../../dataplane/routing/interfaces.ts';
import { codeCell, plainCell, type RowDraft, type TableDraft } from './tables.ts';

/** A host's interfaces: its own, tunnels, and one for each pod where the network has that. */
export function interfaceTable(cluster: Cluster, at: HostRef): TableDraft {
  return {
    id: 'interfaces',
    name: `Interfaces of ${hostName(at)}`,
    noun: 'interface',
    columns: [
      { name: 'interface', size: 'name' },
      { name: 'MTU', size: 'number' },
      { name: 'addresses', size: 'address' },
      { name: 'leads to', size: 'text' },
    ],
    scoped: 'always',
    open: at.kind === 'pod',
    rows: hostInterfaces(cluster, at).map(({ name, mtu, addresses, leadsTo, because }): RowDraft => ({
      because,
      tell: () => ({
        cells: [
          codeCell(name),
          codeCell(String(mtu.value)),
          codeCell(addresses.join(' ')),
          plainCell(leadsTo),
        ],
      }),
    })),
  };
}
