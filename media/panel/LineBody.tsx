import type { JSX } from 'preact';
import type {
  ListingBlock,
  ListingLine,
  PanelTable,
  RuleChain,
  RuleSection,
} from '../../server/src/protocol/panel.ts';
import { Change } from './Change.tsx';
import { Icon } from './Icon.tsx';
import type { Line } from './line.ts';
import { changeCount } from './lines.ts';
import { ListingText, NftText } from './ListingText.tsx';
import { RouteLine } from './RouteLine.tsx';
import { RuleLine } from './RuleLine.tsx';
import { ColumnHeads, TableRow } from './TableLines.tsx';
import { FoldLine, HopLine, StepLine } from './TraceLine.tsx';
import { usePart } from './store.ts';

/** What a line shows, as cells of the grid. */
export function LineBody({ line }: { readonly line: Line }): JSX.Element {
  const { content } = line;
  switch (content.kind) {
    case 'section':
      return <SectionHead section={content.section} changes={content.changes} />;
    case 'chain':
      return <ChainHead chain={content.chain} />;
    case 'rule':
      return <RuleLine line={line} rule={content.rule} />;
    case 'text':
      return <TextLine line={line} text={content.line} />;
    case 'route':
      return <RouteLine route={content.route} />;
    case 'columns':
      return <ColumnHeads columns={content.columns} />;
    case 'row':
      return <TableRow row={content.row} columns={content.columns} />;
    case 'left':
      return (
        <span role="gridcell" class="left-out">
          and {content.count} more: filter to find one
        </span>
      );
    case 'hop':
      return <HopLine hop={content.hop} lanes={content.lanes} />;
    case 'step':
      return <StepLine line={line} content={content} />;
    case 'fold':
      return <FoldLine text={content.text} open={content.open} lanes={content.lanes} />;
  }
}

interface SectionHeadProps {
  readonly section: RuleSection | ListingBlock | PanelTable;
  readonly changes: string;
}

function SectionHead({ section, changes }: SectionHeadProps): JSX.Element {
  return (
    <span role="gridcell" class="head">
      <Icon name={section.open ? 'down' : 'right'} />
      {'lines' in section ? (
        <code role="heading" aria-level={2}>
          {section.name}
        </code>
      ) : (
        <span role="heading" aria-level={2}>
          {section.name}
        </span>
      )}
      <span class="meta">{section.meta}</span>
      {changes !== '' && <span class="delta">{changes}</span>}
    </span>
  );
}

function ChainHead({ chain }: { readonly chain: RuleChain }): JSX.Element {
  const changes = changeCount(chain.added, chain.removed);
  return (
    <span role="gridcell" class="head">
      <Icon name={chain.open ? 'down' : 'right'} />
      <code role="heading" aria-level={3}>
        {chain.name}
      </code>
      {chain.stands !== undefined && <span class="obj">{chain.stands}</span>}
      <span class="meta">{chain.meta}</span>
      {changes !== '' && <span class="delta">{changes}</span>}
    </span>
  );
}

interface TextLineProps {
  readonly line: Line;
  readonly text: ListingLine;
}

function TextLine({ line, text }: TextLineProps): JSX.Element {
  const isNft = usePart((state) => state.model?.view === 'nftables');
  const shown = { text: text.text.trimStart(), simulated: text.simulated };
  return (
    <>
      <Change change={text.change} />
      <span role="gridcell" class="txt" style={{ '--lead': leadOf(text) }}>
        {isNft ? <NftText line={line} {...shown} /> : <ListingText {...shown} />}
        {text.simulated && <span class="sim-tag">simulated</span>}
      </span>
    </>
  );
}

/** Spaces before the text, as an indent: it stays when a narrow panel closes up the columns. */
const leadOf = ({ text, depth }: ListingLine): number =>
  Math.max(text.length - text.trimStart().length, 2 * depth);
