import type { Position } from '../../text/span.ts';
import { setNameOf, setNames } from '../../dataplane/kubeProxy/ipvs/sets.ts';
import { code } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { fromFirst, placesOf, shownPod, shownServicePort, type About } from './about.ts';
import { endpointChainsOf, ownerOfChain, type ChainOwner } from './chainOwners.ts';
import { commentOfChain, endpointsOfChain, isOfIpvsMode, tableAt, type Dump } from './dump.ts';
import { kindMeanings, kubeMeanings } from './kubeMeanings.ts';
import { nftKindMeanings, nftMeanings } from './nftMeanings.ts';

/** A chain or ip set of kube-proxy's or the kubelet's. */
export function aboutKubeName(
  contexts: readonly ViewContext[],
  dump: Dump,
  position: Position,
  name: string,
): About | undefined {
  const [, kind = ''] = /^KUBE-(SVC|SVL|EXT|XLB|FW|SEP)-[A-Z0-9]{16}$/.exec(name) ?? [];
  const ofKind = kindMeanings[kind];
  if (ofKind === undefined) return aboutStatic(dump, position, name);
  const owned = aboutOwner(contexts, name, endpointsOfChain(dump, name));
  if (owned !== undefined) return { ...owned, markdown: `${ofKind}\n\n${owned.markdown}` };
  const comment = commentOfChain(dump, name);
  const said = comment === undefined ? '' : ` The comment beside it says ${code(comment)}.`;
  return { markdown: `${ofKind}\n\nNothing in this workspace hashes to this name.${said}`, places: [] };
}

/** What it is for, in the table it stands in; listings do not say theirs, so then for each. */
function aboutStatic(dump: Dump, position: Position, written: string): About | undefined {
  const name = setNames.find((set) => setNameOf(set, 6) === written) ?? written;
  const mode = isOfIpvsMode(dump) ? 'ipvs' : 'iptables';
  const table = tableAt(dump, position);
  const meanings = kubeMeanings.filter((meaning) => meaning.name === name && (meaning.mode ?? mode) === mode);
  const here = meanings.filter((meaning) => table === undefined || (meaning.table ?? table) === table);
  if (here.length === 0) return undefined;
  const lines = here.map(({ table: ofTable, text }) =>
    here.length === 1 || ofTable === undefined ? text : `In the ${ofTable} table: ${text}`,
  );
  return { markdown: lines.join('\n\n'), places: [] };
}

/** A chain or set of one service port or endpoint in nftables mode. */
export function aboutNftName(contexts: readonly ViewContext[], name: string): About | undefined {
  const meaning = nftKindMeanings[name.slice(0, name.indexOf('-'))];
  if (meaning === undefined) return undefined;
  const owned = aboutOwner(contexts, name, []);
  return owned === undefined
    ? { markdown: `${meaning}\n\nNothing in this workspace hashes to this name.`, places: [] }
    : { ...owned, markdown: `${meaning}\n\n${owned.markdown}` };
}

export function aboutNftWord(name: string): About | undefined {
  const markdown = nftMeanings[name];
  return markdown === undefined ? undefined : { markdown, places: [] };
}

const aboutOwner = (
  contexts: readonly ViewContext[],
  name: string,
  seen: readonly string[],
): About | undefined =>
  fromFirst(contexts, (context) => {
    const owner = ownerOfChain(context.cluster, name, seen);
    if (owner === undefined) return undefined;
    const markdown = [shownOwner(context, owner), ...unlikeWorkspace(owner), ...leadsTo(owner, name)].join(
      '\n\n',
    );
    return { markdown, places: placesOf(context.locate, owner.service.because) };
  });

function shownOwner(context: ViewContext, { service, port, endpoint }: ChainOwner): string {
  const ofService = shownServicePort(context, service, port);
  if (endpoint === undefined) return `${ofService}.`;
  const pod = endpoint.known === undefined ? '' : ` ${shownPod(endpoint.known.pod, endpoint.known.nodeName)}`;
  return `Endpoint ${code(endpoint.text)}${pod} of ${ofService}.`;
}

/** In what the dump and the workspace differ, as far as a name can tell. */
function unlikeWorkspace({ port, protocol, endpoint }: ChainOwner): readonly string[] {
  if (protocol !== port.protocol)
    return [
      `The name is that of ${protocol} port ${String(port.port)}; the workspace says ${port.protocol}.`,
    ];
  return endpoint !== undefined && endpoint.known === undefined
    ? ['No endpoint in this workspace has this address: the dump alone says it.']
    : [];
}

/** Of a chain that chooses: the endpoints it can choose, as the workspace knows them. */
function leadsTo(owner: ChainOwner, name: string): readonly string[] {
  if (owner.endpoint !== undefined || !/^(KUBE-(SVC|SVL|XLB)|service|local)-/.test(name)) return [];
  const all = endpointChainsOf(owner);
  if (all.length === 0) return ['The workspace has no endpoint for it.'];
  const rows = all.slice(0, 5).map(({ chain, endpoint: { text, known } }) => {
    const ofPod = known === undefined ? '' : ` ${shownPod(known.pod, known.nodeName)}`;
    return name.startsWith('KUBE-') ? `- ${code(chain)} ${code(text)}${ofPod}` : `- ${code(text)}${ofPod}`;
  });
  const more = all.length > rows.length ? [`- and ${String(all.length - rows.length)} more`] : [];
  return [['Endpoints in this workspace:', '', ...rows, ...more].join('\n')];
}
