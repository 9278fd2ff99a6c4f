import type { JSX } from 'preact';
import { Explained, Written } from './Causes.tsx';
import { explanationsOf, placesOf } from './causes.ts';
import { Icon } from './Icon.tsx';
import type { Line } from './line.ts';
import { Link } from './Link.tsx';
import { copyLine, follow, goToCause, goToLit, showScope } from './moves.ts';
import { lineAt, markedLine, toldLine, type PanelState } from './state.ts';
import { usePart, useStore } from './store.ts';
import { countOf } from './traceLines.ts';

/** Says why for the line under the pointer or the focus. Always there, so that nothing moves. */
export function CauseBar(): JSX.Element {
  const note = usePart((state) => state.note);
  const line = usePart(toldLine);
  const showsCursor = usePart((state) => markedLine(state) === undefined && state.lit.size > 0);
  return (
    <footer class="why">
      <div class="why-in">
        <div class="told" role="status">
          {note !== undefined ? (
            <span class="because">{note.text}</span>
          ) : showsCursor ? (
            <FromCursor />
          ) : line === undefined ? (
            <span class="because">Point at a line to see why it is there</span>
          ) : (
            <Told line={line} />
          )}
        </div>
        <div class="acts">
          {note?.widen === true ? (
            <Widen />
          ) : showsCursor ? (
            <ShowLit />
          ) : (
            line !== undefined && <Acts line={line} />
          )}
        </div>
      </div>
    </footer>
  );
}

function Told({ line }: { readonly line: Line }): JSX.Element {
  const { content, causes } = line;
  const stands = content.kind === 'chain' ? content.chain.stands : undefined;
  const isWritten = placesOf(causes).length > 0;
  return (
    <>
      <span class="who">
        <Icon name="yaml" /> {isCode(line) ? <code>{line.name}</code> : line.name}
      </span>
      {stands !== undefined && <span class="because">{stands}</span>}
      {causes.length > 0 && (
        <span class="because">
          {isWritten && 'from '}
          <Written causes={causes} />
          {isWritten && explanationsOf(causes).length > 0 && '; '}
          <Explained causes={causes} />
        </span>
      )}
    </>
  );
}

const isCode = ({ content }: Line): boolean => content.kind !== 'fold' && content.kind !== 'hop';

function Acts({ line }: { readonly line: Line }): JSX.Element {
  const store = useStore();
  const focused = usePart((state) => lineAt(state, state.focused)?.key === line.key);
  const hint = (key: string): JSX.Element | false => focused && <kbd aria-hidden="true">{key}</kbd>;
  return (
    <>
      {line.jump !== undefined && (
        <span class="follow">
          <Link
            onFollow={() => {
              store.act((state) => follow(state, line));
            }}
          >
            Follow
          </Link>
          {hint('→')}
        </span>
      )}
      {placesOf(line.causes).length > 0 && (
        <span>
          <Link
            onFollow={() => {
              store.act((state) => goToCause(state, line));
            }}
          >
            Go to YAML
          </Link>
          {hint('Enter')}
        </span>
      )}
      {line.copy !== undefined && (
        <span>
          <Link
            onFollow={() => {
              store.act((state) => copyLine(state, line));
            }}
          >
            {line.copy.label}
          </Link>
        </span>
      )}
    </>
  );
}

/** Nothing is pointed at: how many lines the text under the editor's cursor causes. */
function FromCursor(): JSX.Element {
  const count = usePart((state) => state.lit.size);
  const line = usePart((state) => state.cursor?.position.line ?? 0);
  const file = usePart(cursorFile);
  return (
    <>
      <span class="who">
        <Icon name="yaml" /> {file}:{line + 1}
      </span>
      <span class="because">causes {countOf(count, 'line')} here</span>
    </>
  );
}

const cursorFile = ({ cursor }: PanelState): string => {
  const name = cursor?.uri.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

function ShowLit(): JSX.Element {
  const store = useStore();
  const count = usePart((state) => state.lit.size);
  return (
    <Link
      onFollow={() => {
        store.act(goToLit);
      }}
    >
      {count === 1 ? 'Show it' : 'Show the next'}
    </Link>
  );
}

function Widen(): JSX.Element {
  const store = useStore();
  return (
    <Link
      onFollow={() => {
        store.act((state) => showScope(state, 'cluster'));
      }}
    >
      Show the whole cluster
    </Link>
  );
}
