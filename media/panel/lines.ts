import type {
  ListingBlock,
  PanelModel,
  PanelRoute,
  PanelRow,
  PanelTable,
  RuleChain,
  RuleRow,
  RuleSection,
} from '../../server/src/protocol/panel.ts';
import type { Line } from './line.ts';
import { isNftBlock, nftJump } from './listingText.ts';
import { traceLines } from './traceLines.ts';
import { uniqueKeys, type KeyOf } from './uniqueKeys.ts';

/** Lines of a model. `unfolded` names the folds that the panel itself keeps (passed rules, the way back). */
export function linesOf(model: PanelModel, unfolded: ReadonlySet<string>): readonly Line[] {
  const keyOf = uniqueKeys();
  switch (model.kind) {
    case 'rules':
      return model.sections.flatMap((section) => sectionLines(section, keyOf));
    case 'listing':
      return model.blocks.flatMap((block) => blockLines(block, keyOf));
    case 'routes':
      return [
        ...model.routes.map((route) => routeLine(route, keyOf)),
        ...model.tables.flatMap((table) => tableLines(table, keyOf)),
      ];
    case 'tables':
      return model.tables.flatMap((table) => tableLines(table, keyOf));
    case 'trace':
      return traceLines(model.trace, unfolded, keyOf);
    case 'empty':
      return [];
  }
}

function sectionLines(section: RuleSection, keyOf: KeyOf): readonly Line[] {
  const added = section.chains.reduce((sum, chain) => sum + chain.added, 0);
  const removed = section.chains.reduce((sum, chain) => sum + chain.removed, 0);
  const head = sectionLine(section, section.open ? '' : changeCount(added, removed));
  return section.open
    ? [head, ...section.chains.flatMap((chain) => chainLines(chain, section.id, keyOf))]
    : [head];
}

const sectionLine = (section: RuleSection | ListingBlock | PanelTable, changes: string): Line => ({
  key: section.id,
  position: section.id,
  level: 1,
  content: { kind: 'section', section, changes },
  name: section.name,
  causes: [],
  fold: { id: section.id, open: section.open, by: 'server' },
  jump: undefined,
  copy: undefined,
});

/** `+1 −2`; empty when nothing changed. */
export const changeCount = (added: number, removed: number): string =>
  [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter((part) => part !== '').join(' ');

function chainLines(chain: RuleChain, section: string, keyOf: KeyOf): readonly Line[] {
  const head: Line = {
    key: chain.id,
    position: chain.id,
    level: 2 + chain.depth,
    content: { kind: 'chain', chain },
    name: chain.name,
    causes: [],
    fold: { id: chain.id, open: chain.open, by: 'server' },
    jump: undefined,
    copy: { text: chain.name, label: 'Copy name' },
  };
  if (!chain.open) return [head];
  return [head, ...chain.rules.map((rule) => ruleLine(rule, chain, section, keyOf))];
}

function ruleLine(rule: RuleRow, chain: RuleChain, section: string, keyOf: KeyOf): Line {
  const target = rule.target?.chain;
  return {
    key: keyOf(`${chain.id} ${rule.change === 'removed' ? '-' : ''}${rule.original}`),
    position: `${chain.id}#${rule.number ?? ''}`,
    level: 3 + chain.depth,
    content: { kind: 'rule', rule, depth: chain.depth },
    name: rule.number === undefined ? `removed from ${chain.name}` : `${chain.name} rule ${rule.number}`,
    causes: rule.because,
    fold: undefined,
    jump: target === undefined ? undefined : chainIdIn(section, target),
    copy: { text: rule.original, label: 'Copy rule' },
  };
}

/** A rule names a chain of its own table; ids carry the table in front. */
export const chainIdIn = (section: string, chain: string): string =>
  chain.startsWith(`${section}/`) ? chain : `${section}/${chain}`;

function blockLines(block: ListingBlock, keyOf: KeyOf): readonly Line[] {
  const head = sectionLine(block, '');
  if (!block.open) return [head];
  return [
    head,
    ...block.lines.map((line, index): Line => ({
      key: keyOf(`${block.id} ${line.change === 'removed' ? '-' : ''}${line.text}`),
      position: `${block.id}#${index}`,
      level: 2 + line.depth,
      content: { kind: 'text', line },
      name: line.text.trim(),
      causes: line.because,
      fold: undefined,
      jump: isNftBlock(block.name) ? nftJump(line.text) : undefined,
      copy: { text: line.text, label: 'Copy line' },
    })),
  ];
}

function routeLine(route: PanelRoute, keyOf: KeyOf): Line {
  const text = route.lines.join('\n');
  const prefix = /\S+/.exec(text)?.[0] ?? '';
  return {
    key: keyOf(`${route.change === 'removed' ? '-' : ''}${text}`),
    position: `route ${prefix}`,
    level: 1,
    content: { kind: 'route', route },
    name: prefix,
    causes: route.because,
    fold: undefined,
    jump: undefined,
    copy: { text, label: 'Copy route' },
  };
}

function tableLines(table: PanelTable, keyOf: KeyOf): readonly Line[] {
  const head = sectionLine(table, '');
  if (!table.open) return [head];
  const plain = { level: 2, causes: [], fold: undefined, jump: undefined, copy: undefined } as const;
  const id = `${table.id} columns`;
  const heads: Line = {
    ...plain,
    key: id,
    position: id,
    content: { kind: 'columns', columns: table.columns },
    name: `columns of ${table.name}`,
  };
  const left: Line = {
    ...plain,
    key: `${table.id} left`,
    position: `${table.id} left`,
    content: { kind: 'left', count: table.left },
    name: 'more',
  };
  return [
    head,
    ...(table.rows.length > 0 ? [heads] : []),
    ...table.rows.map((row, index) => tableLine(row, index, table, keyOf)),
    ...(table.left > 0 ? [left] : []),
  ];
}

function tableLine(row: PanelRow, index: number, table: PanelTable, keyOf: KeyOf): Line {
  const texts = row.cells.map(({ text }) => text);
  return {
    key: keyOf(`${table.id} ${row.change === 'removed' ? '-' : ''}${texts.join(' ')}`),
    position: `${table.id}#${index}`,
    level: 2 + row.depth,
    content: { kind: 'row', row, columns: table.columns },
    name: texts[0] ?? '',
    causes: row.because,
    fold: undefined,
    jump: undefined,
    copy: { text: texts.join('\t'), label: 'Copy row' },
  };
}
