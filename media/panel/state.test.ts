import { describe, expect, it } from 'vitest';
import { firstPanelRequest, type PanelRequest } from '../../server/src/protocol/panel.ts';
import { answer, calmLab, type Lab } from '../../test/panel/fixtures/answer.ts';
import * as moves from './moves.ts';
import {
  cursorMoved,
  lineAt,
  markedLine,
  modelArrived,
  startState,
  toldLine,
  type PanelState,
  type Turn,
} from './state.ts';

const extra = ['-A KUBE-SERVICES -d 10.49.1.1/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-NEW'];

const arrive = (
  state: PanelState,
  lab: Partial<Lab> = {},
  request: PanelRequest = state.request,
): PanelState => modelArrived(state, answer(request, { ...calmLab, ...lab }), request);

/** The state after a turn whose question was answered. */
const answered = (turn: Turn, lab: Partial<Lab> = {}): PanelState => arrive(turn.state, lab);
const shown = arrive(startState(firstPanelRequest, []));
const line = (state: PanelState, name: string): NonNullable<ReturnType<typeof lineAt>> => {
  const found = state.lines.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no line is called ${name}`);
  return found;
};

const toTrace = { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } as const;

describe('a model', () => {
  it('is shown when it answers what is asked', () => {
    expect(shown.awaiting).toBe(false);
    expect(shown.lines.length).toBeGreaterThan(20);
  });

  it('is dropped when another question has been asked since, and the old one stays', () => {
    const { state } = moves.showFilter(shown, '30180');
    const late = arrive(state, { extra }, firstPanelRequest);
    expect(late.model).toBe(shown.model);
    expect(late.awaiting).toBe(true);
    expect(arrive(late).awaiting).toBe(false);
  });

  it('that comes unasked is an edit, and is shown', () => {
    expect(arrive(shown, { extra }).lines).toHaveLength(shown.lines.length + 1);
  });
});

describe('the focus', () => {
  const rule = line(shown, 'KUBE-NODEPORTS rule 1');
  const focused = moves.focus(shown, rule.key);

  it('stays on a line that other lines push down', () => {
    const after = arrive(focused, { extra });
    expect(lineAt(after, after.focused)?.name).toBe('KUBE-NODEPORTS rule 1');
  });

  it('goes to what stands in the place of a line that was edited', () => {
    const after = arrive(focused, { portBefore: '30080' });
    expect(lineAt(after, after.focused)?.name).toBe('KUBE-NODEPORTS rule 1');
  });

  it('goes to what held a line that is gone', () => {
    const closed = answered(moves.toggle(focused, line(focused, 'KUBE-NODEPORTS')));
    expect(lineAt(closed, closed.focused)?.name).toBe('KUBE-NODEPORTS');
  });

  it('marks its line until the pointer is on another, and the bar keeps the last one', () => {
    const other = line(shown, 'KUBE-SERVICES rule 3');
    const pointed = moves.point(focused, other.key);
    expect(markedLine(focused)).toBe(rule);
    expect(markedLine(pointed)).toBe(other);
    expect(markedLine(moves.blur(moves.point(pointed, undefined)))).toBeUndefined();
    expect(toldLine(moves.blur(moves.point(pointed, undefined)))).toBe(other);
  });
});

describe('folding', () => {
  it('asks the server, and remembers what the reader wants', () => {
    const close = moves.toggle(shown, line(shown, 'KUBE-SERVICES'));
    expect(close.say).toEqual([
      { type: 'request', request: { ...firstPanelRequest, closed: ['nat/KUBE-SERVICES'] } },
    ]);
    const closed = answered(close);
    expect(closed.lines.length).toBeLessThan(shown.lines.length);
    const open = moves.toggle(closed, line(closed, 'KUBE-SERVICES'));
    expect(open.state.request).toMatchObject({ opened: ['nat/KUBE-SERVICES'], closed: [] });
    expect(answered(open).lines).toHaveLength(shown.lines.length);
  });

  it('of passed rules is the panel’s own affair', () => {
    const trace = answered(moves.showPatch(shown, toTrace));
    const fold = line(trace, 'raw PREROUTING, mangle PREROUTING: 12 rules passed through');
    const turn = moves.toggle(trace, fold);
    expect(turn.say).toEqual([]);
    expect(turn.state.lines).toHaveLength(trace.lines.length + 2);
    expect(moves.toggle(turn.state, line(turn.state, fold.name)).state.lines).toHaveLength(
      trace.lines.length,
    );
  });

  it('leaves a rule alone', () => {
    expect(moves.toggle(shown, line(shown, 'KUBE-SERVICES rule 1')).state).toBe(shown);
  });
});

describe('a jump', () => {
  const start = line(shown, 'KUBE-SERVICES rule 4');

  it('goes to a chain that is shown, and back', () => {
    const { state, say } = moves.follow(shown, start);
    expect(say).toEqual([]);
    expect(state.goal?.key).toBe('nat/KUBE-NODEPORTS');
    const there = moves.reached(state);
    expect(lineAt(there, there.focused)?.name).toBe('KUBE-NODEPORTS');
    const back = moves.goBack(there);
    expect(back.state.goal?.key).toBe(start.key);
    expect(back.state.back).toEqual([]);
  });

  it('asks for a chain that is not', () => {
    const closed = answered(moves.toggle(shown, line(shown, 'KUBE-SERVICES')));
    const hidden = { ...line(closed, 'PREROUTING rule 1'), jump: 'nat/KUBE-NODEPORTS' };
    const turn = moves.follow(closed, hidden);
    expect(turn.state.request.opened).toEqual(['nat/KUBE-NODEPORTS']);
  });

  it('says so when the chain is not in this scope', () => {
    const turn = moves.follow(shown, { ...start, jump: 'nat/KUBE-NOWHERE' });
    const missed = answered(turn);
    expect(missed.goal).toBeUndefined();
    expect(missed.note).toEqual({ text: 'KUBE-NODEPORTS is not part of this file', widen: true });
    expect(moves.point(missed, start.key).note).toBeUndefined();
  });

  it('from a trace shows the rules of that host, and back the trace', () => {
    const trace = answered(moves.showPatch(shown, toTrace));
    const turn = moves.follow(trace, line(trace, 'KUBE-SERVICES:4'));
    expect(turn.state.request).toMatchObject({
      view: 'iptables',
      at: 'worker1',
      opened: ['nat', 'nat/KUBE-NODEPORTS'],
    });
    const rules = answered(turn);
    expect(rules.indexOf.has(rules.goal?.key ?? '')).toBe(true);
    expect(moves.goBack(rules).state.request.view).toBe('trace');
  });

  it('of a rule without a chain leads nowhere', () => {
    const rule = line(shown, 'KUBE-SEP-GNFCEQXJBZQ2TQAR rule 2');
    expect(moves.follow(shown, rule).state).toBe(shown);
    expect(moves.goBack(shown).state).toBe(shown);
  });
});

describe('the views', () => {
  it('keep their own hosts', () => {
    const worker2 = answered(moves.showHost(shown, 'worker2'));
    const routes = answered(moves.showView(worker2, 'routes'));
    expect(routes.model?.at).toBe('bastion');
    expect(moves.showView(routes, 'ipvs').state.request.at).toBe('worker2');
    expect(moves.showView(routes, 'routes').say).toEqual([]);
  });

  it('can be changed from outside', () => {
    const patch = { view: 'trace', trace: { from: 'bastion', to: '10.0.1.20:30180' } } as const;
    const { state, say } = moves.showPatch({ ...shown, request: { ...firstPanelRequest, branch: 2 } }, patch);
    expect(state.request).toMatchObject({ ...patch, branch: undefined });
    expect(say).toHaveLength(1);
  });
});

describe('the cursor', () => {
  it('lights rules, and leads to the next of them', () => {
    const lit = cursorMoved(shown, { uri: 'file:///lab/service.yaml', position: { line: 13, character: 6 } });
    const names = lit.lines.filter(({ key }) => lit.lit.has(key)).map(({ name }) => name);
    expect(names).toContain('KUBE-NODEPORTS rule 1');
    const first = moves.goToLit(lit).state.goal;
    const second = moves.goToLit({ ...lit, focused: first?.key }).state.goal;
    expect([first?.name, second?.name]).toEqual(names.slice(0, 2));
    expect(moves.goToLit(shown).state).toBe(shown);
  });

  it('of a model that comes later lights too', () => {
    const early = cursorMoved(startState(firstPanelRequest, []), {
      uri: 'file:///lab/service.yaml',
      position: { line: 13, character: 0 },
    });
    expect(arrive(early).lit.size).toBeGreaterThan(0);
  });
});

describe('what a line can do', () => {
  it('leads to its text, its second text, and copies', () => {
    const rule = line(shown, 'KUBE-SEP-GNFCEQXJBZQ2TQAR rule 2');
    expect(moves.goToCause(shown, rule).say).toMatchObject([
      { type: 'reveal', place: { label: 'service.yaml:13' } },
    ]);
    expect(moves.goToCause(shown, rule, 1).say).toMatchObject([
      { type: 'reveal', place: { label: 'pods.yaml:11' } },
    ]);
    expect(moves.copyLine(shown, rule).say).toMatchObject([{ type: 'copy' }]);
    expect(moves.goToCause(shown, line(shown, 'nat')).say).toEqual([]);
    expect(moves.copyLine(shown, line(shown, 'nat')).say).toEqual([]);
    expect(moves.openAsText(shown).say).toEqual([{ type: 'openAsText', request: firstPanelRequest }]);
  });
});
