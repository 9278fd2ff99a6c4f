import type { JSX } from 'preact';
import type { Line } from './line.ts';
import { Link } from './Link.tsx';
import { nftChainBlock, partsOfListing, partsOfNft, type ListingPart } from './listingText.ts';
import { follow } from './moves.ts';
import { useStore } from './store.ts';
import { RuleText } from './Words.tsx';

interface ListingTextProps {
  readonly text: string;
  readonly simulated: boolean;
}

/** Text of a tool in its own columns: spaces count. A rule has its words set apart as in the rules' view. */
export function ListingText({ text, simulated }: ListingTextProps): JSX.Element {
  if (/^-A\s/.test(text)) return <RuleText text={text} />;
  return (
    <>
      {partsOfListing(text).map((part, index) => (
        <span key={index} class={classOf(part, simulated)}>
          {part.text}
        </span>
      ))}
    </>
  );
}

const classOf = ({ weight }: ListingPart, simulated: boolean): string =>
  simulated && weight !== 'quiet' ? `${weight} sim` : weight;

interface NftTextProps extends ListingTextProps {
  readonly line: Line;
}

/** An nft statement, its chains as links. */
export function NftText({ line, text, simulated }: NftTextProps): JSX.Element {
  const store = useStore();
  return (
    <>
      {partsOfNft(text).map((part, index) =>
        part.chain === true ? (
          <Link
            key={index}
            inLine
            onFollow={() => {
              store.act((state) => follow(state, line, nftChainBlock(part.text)));
            }}
          >
            {part.text}
          </Link>
        ) : (
          <span key={index} class={classOf(part, simulated && /[0-9]/.test(part.text))}>
            {part.text}
          </span>
        ),
      )}
    </>
  );
}
