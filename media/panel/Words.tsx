import type { ComponentChildren, JSX } from 'preact';
import type { RuleWord } from '../../server/src/protocol/panel.ts';
import { partsOfRoute, partsOfRule, type TextPart } from './ruleText.ts';

/** An option and its value, which never part at a line end. */
export function Word({ word }: { readonly word: RuleWord }): JSX.Element {
  return (
    <span class="w">
      {word.not && <b class="neg">! </b>}
      {word.option !== '' && <span class="f">{word.option}</span>}
      {word.option !== '' && word.value !== '' && ' '}
      <Value word={word} />
      {word.simulated && <span class="sim-tag">simulated</span>}
    </span>
  );
}

/** The name of a match module says no more than its options do. */
function Value({ word: { option, value, simulated } }: { readonly word: RuleWord }): JSX.Element {
  if (simulated) return <span class="sim">{value}</span>;
  return option === '-m' ? <span class="f">{value}</span> : <>{value}</>;
}

export function Words({ words }: { readonly words: readonly RuleWord[] }): JSX.Element {
  return (
    <>
      {words.map((word, index) => [
        index > 0 ? ' ' : '',
        <Word key={`${word.option} ${index}`} word={word} />,
      ])}
    </>
  );
}

interface RuleTextProps {
  readonly text: string;
  /** Draws a target that names a chain. */
  readonly chain?: ((name: string) => ComponentChildren) | undefined;
}

/** A rule in the order in which iptables-save writes it. */
export function RuleText({ text, chain }: RuleTextProps): JSX.Element {
  return (
    <>
      {partsOfRule(text).map((part, index) => [
        index > 0 ? ' ' : '',
        <Part key={index} part={part} chain={chain} />,
      ])}
    </>
  );
}

function Part({ part, chain }: { readonly part: TextPart } & Pick<RuleTextProps, 'chain'>): JSX.Element {
  switch (part.kind) {
    case 'word':
      return <span class="w">{part.text}</span>;
    case 'comment':
      return <span class="c">{part.text}</span>;
    case 'target':
      return (
        <span class="w">
          <span class="f">{part.flag}</span> {chain?.(part.name) ?? <b>{part.name}</b>}
        </span>
      );
    case 'option':
      return <Word word={{ not: part.not, option: part.name, value: part.value, simulated: false }} />;
  }
}

interface RouteTextProps {
  readonly line: string;
  readonly gateway?: ((address: string) => ComponentChildren) | undefined;
}

/** One line of `ip route`: the prefix counts, the gateway leads on, the rest is muted. */
export function RouteText({ line, gateway }: RouteTextProps): JSX.Element {
  return (
    <>
      {partsOfRoute(line).map((part, index) => [
        index > 0 ? ' ' : '',
        part.kind === 'prefix' ? (
          <b key={index} class="p">
            {part.text}
          </b>
        ) : (
          <span key={index} class={part.kind === 'gateway' ? 'v' : 'f'}>
            {part.kind === 'gateway' ? (gateway?.(part.text) ?? part.text) : part.text}
          </span>
        ),
      ])}
    </>
  );
}
