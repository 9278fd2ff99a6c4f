import assert from 'node:assert/strict';
import { states } from './states.mjs';

/** In the page: what a screen reader would stumble over. */
function stumbles() {
  const found = [];
  const all = (selector) =>
    [...document.querySelectorAll(selector)].filter((one) => one.closest('[aria-hidden=true]') === null);
  const nameOf = (one) => {
    const by = one.getAttribute('aria-labelledby');
    const referred = by === null ? '' : (document.getElementById(by)?.textContent ?? '');
    const label = one.closest('label')?.textContent ?? '';
    return [
      one.getAttribute('aria-label') ?? '',
      referred,
      one.querySelector(':scope > title')?.textContent ?? '',
      one.textContent,
      label,
    ].find((text) => text.trim() !== '');
  };
  const show = (one) => one.outerHTML.slice(0, 90);
  const named =
    'button, a, input, [role=row], [role=tab], [role=radio], [role=tablist], [role=radiogroup], [role=group], [role=treegrid], [role=img], [role=listbox], [role=option], table, h1, h2, h3, [role=heading]';
  for (const one of all(named)) if (nameOf(one) === undefined) found.push(`no name: ${show(one)}`);
  const ids = all('[id]').map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`twice: #${id}`);
  for (const attribute of ['aria-controls', 'aria-labelledby', 'aria-activedescendant']) {
    for (const one of all(`[${attribute}]`)) {
      if (document.getElementById(one.getAttribute(attribute)) === null)
        found.push(`leads nowhere: ${show(one)}`);
    }
  }
  const inside = [
    ['row', 'treegrid'],
    ['gridcell', 'row'],
    ['tab', 'tablist'],
    ['radio', 'radiogroup'],
    ['option', 'listbox'],
  ];
  for (const [child, parent] of inside) {
    for (const one of all(`[role=${child}]`))
      if (one.closest(`[role=${parent}]`) === null) found.push(`${child} outside ${parent}: ${show(one)}`);
  }
  for (const row of all('[role=row]')) {
    const index = Number(row.getAttribute('aria-rowindex'));
    const count = Number(row.closest('[role=treegrid]').getAttribute('aria-rowcount'));
    if (!(index >= 1 && index <= count)) found.push(`row ${index} of ${count}`);
    if (!(Number(row.getAttribute('aria-level')) >= 1)) found.push(`no level: ${show(row)}`);
    if (row.querySelector('[role=gridcell], [role=columnheader]') === null)
      found.push(`no cell: ${show(row)}`);
  }
  const groups = [
    ['[role=tablist]', '[aria-selected=true]', '[role=tab]'],
    ['[role=radiogroup]', '[aria-checked=true]', '[role=radio]'],
  ];
  for (const [group, chosen, member] of groups) {
    for (const one of all(group)) {
      if (one.querySelectorAll(chosen).length !== 1) found.push(`not one chosen: ${show(one)}`);
      if (one.querySelectorAll(`${member}[tabindex="0"]`).length !== 1)
        found.push(`not one stop: ${show(one)}`);
    }
  }
  const rows = all('[role=row]');
  if (rows.length > 0 && rows.filter((row) => row.tabIndex === 0).length !== 1)
    found.push('the list is not one stop');
  if (all('h1').length !== 1) found.push(`${all('h1').length} first headings`);
  if (all('main').length !== 1) found.push('not one main');
  for (const one of all('svg'))
    if (!['img', 'group'].includes(one.getAttribute('role')) || nameOf(one) === undefined)
      found.push(`a picture without words: ${show(one)}`);
  for (const one of all('th'))
    if (!one.hasAttribute('scope')) found.push(`a heading of nothing: ${show(one)}`);
  return found;
}

export const accessibility = {
  ...Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      `${name} can be read aloud`,
      async (panel) => {
        await panel.open(state);
        assert.deepEqual(await panel.page.evaluate(stumbles), []);
      },
    ]),
  ),

  async 'open choices can be read aloud'(panel) {
    await panel.open();
    await panel.page.getByRole('button', { name: /^Node/ }).click();
    assert.deepEqual(await panel.page.evaluate(stumbles), []);
    await panel.press('Escape');
    await panel.page.getByRole('button', { name: /^What if/ }).click();
    assert.deepEqual(await panel.page.evaluate(stumbles), []);
  },

  async 'changes are said, not only coloured'(panel) {
    await panel.open({ lab: { portBefore: '30080' } });
    assert.match(await panel.line('30080').innerText(), /removed/);
    assert.match(await panel.line('30180').innerText(), /added/);
  },

  async 'the verdict is said with its icon'(panel) {
    for (const [name, verdict] of [
      ['delivered', 'delivered'],
      ['dropped', 'dropped'],
      ['unknown', 'unknown'],
    ]) {
      await panel.open(states[name]);
      assert.equal(await panel.page.locator('.verdict').getByRole('img', { name: verdict }).count(), 1);
    }
  },
};
