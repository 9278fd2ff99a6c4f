import type { PanelTrace, TraceHop, TraceStep, Verdict } from '../protocol/panel.ts';
import { count } from './words.ts';

const columns = 100;

const signs: Readonly<Record<Verdict, string>> = {
  delivered: '✓',
  dropped: '✗',
  rejected: '✗',
  'no route': '✗',
  unknown: '?',
};

/** A trace for a terminal, 100 columns wide and without colour: the verdict first, then the branches, then every hop. */
export function traceText(trace: PanelTrace): string {
  const parts = [
    verdictLines(trace),
    headerLines(trace),
    branchLines(trace),
    wayLines(trace.there),
    ...(trace.back.length === 0 ? [] : [['The way back'], wayLines(trace.back)]),
    simulatedLines(trace),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const verdictLines = ({ verdict, title, symptom }: PanelTrace): readonly string[] => [
  ...wrapped(`${signs[verdict]} `, title, '  '),
  ...(symptom === '' ? [] : wrapped('  ', symptom, '  ')),
];

function headerLines({ headers }: PanelTrace): readonly string[] {
  if (headers.length < 2) return [];
  const rows = [
    ['', ...headers.map(({ where }) => where)],
    ['src', ...headers.map(({ source }) => source)],
    ['dst', ...headers.map(({ destination }) => destination)],
  ];
  const widths = [{ where: '', source: 'src', destination: 'dst' }, ...headers].map((header) =>
    Math.max(header.where.length, header.source.length, header.destination.length),
  );
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('   ')}`.trimEnd());
}

function branchLines({ branches, shown }: PanelTrace): readonly string[] {
  if (branches.length < 2) return [];
  return [
    `${count(branches.length, 'way')}, of which the packet takes one; ▸ is the one below`,
    ...branches.map(
      ({ title, probability, verdict }, i) =>
        `${i === shown ? '▸' : ' '} ${probability.toFixed(3)}  ${signs[verdict]} ${title}`,
    ),
  ];
}

function wayLines(hops: readonly TraceHop[]): readonly string[] {
  return hops.flatMap((hop, i) => [...(i === 0 ? [] : ['▼']), ...hopLines(hop)]);
}

function hopLines({ host, address, note, steps }: TraceHop): readonly string[] {
  const details = [address, note].filter((text) => text !== '' && text !== host).join(' · ');
  const told = mergePassed(steps).map((step) => ({ step, label: labelOf(step) }));
  const width = Math.max(
    ...told.map(({ label }) => (label.length <= widestLabel ? label.length : 0)),
    narrowestLabel,
  );
  return [
    details === '' ? host : `${host}  ${details}`,
    ...told.flatMap(({ step, label }) => stepLines(step, label, width)),
  ];
}

const narrowestLabel = 12;
const widestLabel = 36;

/** `nat KUBE-SERVICES:4`: the table where it changes, then the chain and the number of the rule. */
function labelOf({ kind, where, chain }: TraceStep): string {
  if (kind === 'route') return 'route';
  if (kind === 'passed') return '';
  if (kind === 'verdict') return '';
  if (chain === undefined) return where ?? '';
  const table = where?.split(' ')[0];
  return table === undefined ? chain : `${table} ${chain}`;
}

function stepLines(step: TraceStep, label: string, width: number): readonly string[] {
  const indent = `│  ${' '.repeat(width)}  `;
  const text = stepText(step);
  if (step.kind === 'passed') return wrapped('│  · ', text, '│    ');
  if (step.kind === 'verdict' || label === '') return wrapped('│  ', text, '│  ');
  const details = step.changes.map(({ field, before, after }) => `${indent}${field} ${before} → ${after}`);
  if (label.length > width) return [`│  ${label}`, ...wrapped(indent, text, `${indent}  `), ...details];
  return [...wrapped(`│  ${label.padEnd(width)}  `, text, `${indent}  `), ...details];
}

/** The rule without its comment, its target, what it means here, and the place in YAML that made it. */
function stepText(step: TraceStep): string {
  if (step.kind === 'passed') return passedText(step);
  const rule = step.text.replace(/ ?-m comment --comment (?:"(?:\\.|[^"\\])*"|\S+)/g, '').trim();
  const isSaid = step.target === undefined || ` ${rule} `.includes(`-j ${step.target} `);
  const jump = isSaid ? '' : `-j ${step.target}`;
  const note = step.note === undefined ? '' : `[${step.note}]`;
  return [rule, jump, note, placeText(step)].filter((part) => part !== '').join(' ');
}

const placeText = ({ because }: TraceStep): string => {
  const first = because.find((cause) => cause.kind === 'manifest');
  return first === undefined ? '' : `(${first.place.label})`;
};

const passedText = ({ where, chain, text }: TraceStep): string =>
  `${[where, chain].filter((part) => part !== undefined).join(' ')}: ${text}`;

/** Rules that were tried without a match say little: those in a row become one line, unless they say what was asked. */
function mergePassed(steps: readonly TraceStep[]): readonly TraceStep[] {
  const merged: TraceStep[] = [];
  for (const step of steps) {
    const last = merged.at(-1);
    const isPlain = step.kind === 'passed' && step.chain === undefined;
    if (last?.kind === 'passed' && last.chain === undefined && isPlain) {
      const passed = last.passed + step.passed;
      const where = [...new Set([...(last.where ?? '').split(', '), step.where ?? ''])].join(', ');
      merged[merged.length - 1] = { ...last, where, passed, text: `${count(passed, 'rule')} passed through` };
    } else merged.push(isPlain ? { ...step, text: `${count(step.passed, 'rule')} passed through` } : step);
  }
  return merged;
}

/** Simulated facts that the shown way rests on. */
function simulatedLines({ there, back }: PanelTrace): readonly string[] {
  const causes = [...there, ...back].flatMap(({ steps }) => steps.flatMap(({ because }) => because));
  const texts = causes.flatMap((cause) =>
    cause.kind === 'explained' && cause.simulated ? [cause.text] : [],
  );
  const facts = [...new Set(texts)].map((text) => text.replace(/^simulated: /, ''));
  if (facts.length === 0) return [];
  const more = facts.length > mostFacts ? [`  and ${String(facts.length - mostFacts)} more`] : [];
  return [
    'Simulated, because no file says it:',
    ...facts.slice(0, mostFacts).flatMap((fact) => wrapped('  ', fact, '    ')),
    ...more,
  ];
}

const mostFacts = 8;

/** A word; an option and its value are one. */
const unbroken = /(?:! )?-{1,2}[a-z][\w-]* [^-\s]\S*|\S+/g;

/** Breaks a text at blanks so that it fits behind `head`; further lines come behind `indent`. A long word stays whole. */
function wrapped(head: string, text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = head;
  let isEmpty = true;
  for (const word of text.match(unbroken) ?? []) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (isEmpty || longer.length <= columns) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}
