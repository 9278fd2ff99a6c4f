import type { BirdConfiguration } from '../../server/src/dataplane/bird.ts';
import { renderBird } from '../../server/src/dataplane/render/bird.ts';
import { toText } from '../../server/src/dataplane/render/rendered.ts';

/**
 * Our configuration of a node, written for Calico's BIRD 1.6, as one file for BIRD 2: routes go through a channel of
 * their family, timers are short so that a test is, and what only Calico's fork knows is left out.
 */
export function birdTwo(bird: BirdConfiguration): string {
  const { main, aggregation, ipam } = renderBird(bird);
  const channel = bird.family === 4 ? 'ipv4' : 'ipv6';
  const [functions, protocols] = cutAt(toText(main), 'template kernel');
  return [
    functions,
    statics(toText(aggregation), channel),
    kernelFilter(toText(ipam)),
    inChannels(protocols, channel),
  ].join('\n');
}

function cutAt(text: string, word: string): readonly [string, string] {
  const at = text.indexOf(word);
  return [text.slice(0, at), text.slice(at)];
}

const statics = (text: string, channel: string): string =>
  text.replace('template static static_template {', `template static static_template {\n  ${channel};`);

/** BIRD 1.6 leaves routes of `protocol direct` out of the kernel unless told otherwise (`device routes`); BIRD 2 does not. */
const kernelFilter = (text: string): string =>
  text
    .replace(/krt_tunnel="[^"]*"; /g, '')
    .replace(/^filter calico_kernel_programming \{$/m, '$&\n  if ( source = RTS_DEVICE ) then { reject; }');

/** `import` and `export`, and what else belongs to routes and not to the session, move into the channel. */
function inChannels(text: string, channel: string): string {
  const blocks = text
    .replace(/^include .*$/gm, '')
    .replace(/connect delay time \d+/, 'connect delay time 1')
    .replace(/connect retry time \d+/, 'connect retry time 1')
    .replace(/error wait time [\d,]+/, 'error wait time 1,2')
    .replace(/^ {2}debug .*\n/gm, '')
    .replace(/^listen bgp.*$/gm, '')
    .split(/^(?=(?:template|protocol) )/m);
  return blocks.map((block) => channelled(block, channel)).join('');
}

const routeOptions =
  /^ {2}(?:(?:import|export) filter \{\n(?: {4}.*\n)* {2}\};|import all;|export filter \w+;|gateway recursive;|add paths on;|next hop \w+;)\n/gm;

function channelled(block: string, channel: string): string {
  if (block.startsWith('protocol device')) return block;
  if (block.startsWith('template direct')) return block.replace('{', `{\n  ${channel};`);
  const options = block.match(routeOptions)?.join('') ?? '';
  const rest = block.replace(routeOptions, '');
  const kernel = block.startsWith('template kernel') ? '  metric 0;\n' : '';
  if (options === '' && kernel === '') return block;
  return rest.replace(/\{\n/, `{\n${kernel}  ${channel} {\n${options}  };\n`);
}
