import { writtenKind, type Resource } from '../resources/resource.ts';
import { nameOf, namespaceOf, titleSpan } from '../resources/meta.ts';
import { workloadKinds } from '../resources/k8s/workload.ts';
import { span, type Span } from '../text/span.ts';
import type { SymbolNode, WorkspaceSymbol } from './answers.ts';
import type { ViewContext } from './viewContext.ts';

/** The objects of one file, a service with its ports. */
export const documentSymbols = (
  context: ViewContext,
  resources: readonly Resource[],
): readonly SymbolNode[] => resources.flatMap((resource) => symbolOf(context, resource) ?? []);

function symbolOf({ locate }: ViewContext, resource: Resource): SymbolNode | undefined {
  const whole = locate(withoutTail(resource.span));
  const title = locate(titleSpan(resource));
  if (whole === undefined || title === undefined) return undefined;
  return {
    name: nameOf(resource) || '(no name)',
    detail: [writtenKind(resource.kind), resource.meta.namespace?.value]
      .filter((part) => part !== undefined)
      .join(' · '),
    kind: symbolKind(resource.kind),
    range: whole.range,
    selectionRange: title.range,
    children: resource.kind === 'Service' ? portSymbols({ locate }, resource) : [],
  };
}

/** A block ends where the next line begins; a symbol ends where its text does. */
const withoutTail = ({ section, start, end }: Span): Span =>
  span(section, start, section.text.slice(0, end).trimEnd().length);

const portSymbols = (
  { locate }: Pick<ViewContext, 'locate'>,
  service: Extract<Resource, { kind: 'Service' }>,
): readonly SymbolNode[] =>
  service.ports.flatMap(({ at, name, port, protocol }) => {
    const place = locate(withoutTail(at));
    if (place === undefined) return [];
    const number = `${String(port?.value ?? '?')}/${(protocol?.value ?? 'TCP').toLowerCase()}`;
    const range = place.range;
    return [
      {
        name: name?.value ?? number,
        detail: number,
        kind: 'port',
        range,
        selectionRange: range,
        children: [],
      },
    ];
  });

const configurationKinds: readonly Resource['kind'][] = [
  'KubeProxyConfiguration',
  'ClusterConfiguration',
  'ClusterProfile',
  'BGPConfiguration',
  'BGPPeer',
  'BGPFilter',
  'IPPool',
  'IPReservation',
  'IPAMConfiguration',
  'FelixConfiguration',
  'KubeControllersConfiguration',
  'Installation',
  'NetworkConfigMap',
];

function symbolKind(kind: Resource['kind']): SymbolNode['kind'] {
  if (kind === 'Service') return 'service';
  if (kind === 'Pod' || workloadKinds.some((workload) => workload === kind)) return 'workload';
  if (kind.endsWith('Policy')) return 'policy';
  if (kind === 'Node' || kind === 'CalicoNode' || kind === 'CiliumNode' || kind === 'HostEndpoint')
    return 'node';
  return configurationKinds.includes(kind) ? 'configuration' : 'other';
}

/** Objects of the cluster whose name holds the query's letters in order, as editors match symbols. */
export function workspaceSymbols(
  { cluster, locate }: ViewContext,
  query: string,
): readonly WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  return cluster.resources.all.flatMap((resource): readonly WorkspaceSymbol[] => {
    const name = nameOf(resource);
    const place = locate(titleSpan(resource));
    if (place === undefined || !hasLettersInOrder(name.toLowerCase(), wanted)) return [];
    return [
      {
        name,
        container: `${writtenKind(resource.kind)} ${namespaceOf(resource)}`,
        kind: symbolKind(resource.kind),
        place,
      },
    ];
  });
}

function hasLettersInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
