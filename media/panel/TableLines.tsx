import type { JSX } from 'preact';
import type { PanelCell, PanelColumn, PanelRow } from '../../server/src/protocol/panel.ts';
import { Written } from './Causes.tsx';
import { placesOf } from './causes.ts';
import { Change } from './Change.tsx';
import { Link } from './Link.tsx';
import { showHost } from './moves.ts';
import { useStore } from './store.ts';

const columnsStyle = (columns: readonly PanelColumn[]): { readonly '--columns': string } => ({
  '--columns': columns.map(({ size }) => widths[size]).join(' '),
});

/** Room for each kind of cell; the same in every row, for rows do not know of each other. */
const widths: Readonly<Record<PanelColumn['size'], string>> = {
  word: '36px',
  address: 'minmax(0, 140px)',
  name: 'minmax(0, 1fr)',
  text: 'minmax(0, 2fr)',
  number: 'minmax(0, 92px)',
};

/** The headings of a table’s columns. */
export function ColumnHeads({ columns }: { readonly columns: readonly PanelColumn[] }): JSX.Element {
  return (
    <span class="cells heads" style={columnsStyle(columns)}>
      {columns.map(({ name, size }) => (
        <span key={name} role="columnheader" class={size}>
          {name}
        </span>
      ))}
    </span>
  );
}

interface TableRowProps {
  readonly row: PanelRow;
  readonly columns: readonly PanelColumn[];
}

/** A row of a table, then what else there is to say, and where it is written. */
export function TableRow({ row, columns }: TableRowProps): JSX.Element {
  const isSimulated = row.because.some((cause) => cause.kind === 'explained' && cause.simulated);
  const isWritten = placesOf(row.because).length > 0;
  const says = row.note !== undefined || isSimulated || isWritten;
  return (
    <>
      <Change change={row.change} />
      <span class="cells" style={{ ...columnsStyle(columns), '--depth': String(row.depth) }}>
        {row.cells.map((cell, nth) => (
          <span key={nth} role="gridcell" class={columns[nth]?.size}>
            <CellText cell={cell} />
          </span>
        ))}
      </span>
      {says && (
        <span role="gridcell" class="below">
          {row.note}
          {row.note !== undefined && isWritten && ' · '}
          <Written inLine causes={row.because} most={3} />
          {isSimulated && <span class="sim-tag">simulated</span>}
        </span>
      )}
    </>
  );
}

function CellText({ cell: { text, tone, host } }: { readonly cell: PanelCell }): JSX.Element {
  const store = useStore();
  if (host !== undefined)
    return (
      <Link
        inLine
        title={`Show ${host}`}
        onFollow={() => {
          store.act((state) => showHost(state, host));
        }}
      >
        {text}
      </Link>
    );
  switch (tone) {
    case 'code':
      return <code>{text}</code>;
    case 'muted':
      return <span class="muted">{text}</span>;
    case 'good':
      return <span class="ok">{text}</span>;
    case 'bad':
      return <span class="bad">{text}</span>;
    case 'plain':
      return <>{text}</>;
  }
}
