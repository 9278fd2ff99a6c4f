import assert from 'node:assert/strict';
import { states } from './states.mjs';

/** In the page: what sticks out of the panel, or out of its own box. */
function sticksOut() {
  const out = [];
  const main = document.querySelector('main');
  if (main.scrollWidth > main.clientWidth)
    out.push(`main is ${main.scrollWidth} wide in ${main.clientWidth}`);
  const edge = main.getBoundingClientRect().left + main.clientWidth + 0.5;
  const parts =
    'header button, header label, [role=gridcell]:not(.txt) *, .verdict *, .hdr td, .told *, .acts *';
  for (const part of document.querySelectorAll(parts)) {
    if (part.closest('.sr, svg, .lanes') !== null || part.getClientRects().length === 0) continue;
    const { right } = part.getBoundingClientRect();
    const limit = part.closest('header, footer') === null ? edge : innerWidth + 0.5;
    if (right > limit && getComputedStyle(part).position !== 'absolute')
      out.push(`${part.className}: ${part.textContent.slice(0, 40)} ends at ${right}`);
  }
  for (const text of document.querySelectorAll('svg.bgp text')) {
    if (text.getClientRects().length > 0 && text.getBoundingClientRect().right > innerWidth)
      out.push(text.textContent);
  }
  return out;
}

/** In the page: rule words that are cut off. */
function cutOff() {
  return [...document.querySelectorAll('.tgt, .body, .w, .txt, .ln, .st, .head code')]
    .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')
    .filter((part) => getComputedStyle(part).overflow !== 'visible')
    .map((part) => part.textContent.slice(0, 60));
}

/** In the page: boxes of all lines, to see whether any moves. */
const boxes = () =>
  [...document.querySelectorAll('.line, header *, .why')].map((part) => {
    const { top, left, width, height } = part.getBoundingClientRect();
    return [top, left, width, height].join(' ');
  });

const overlapping = () =>
  [...document.querySelectorAll('[role=row]')]
    .map((line) => line.getBoundingClientRect())
    .sort((one, other) => one.top - other.top)
    .some((box, index, all) => index > 0 && Math.abs(box.top - all[index - 1].bottom) > 1);

const widths = [360, 420, 720, 1400];

const fits = (state, width) => async (panel) => {
  await panel.open({ ...state, width });
  assert.deepEqual(await panel.page.evaluate(sticksOut), []);
  assert.deepEqual(await panel.page.evaluate(cutOff), []);
  assert.equal(await panel.page.evaluate(overlapping), false, 'lines stand below one another');
};

const still = (state) => async (panel) => {
  await panel.open(state);
  const before = await panel.page.evaluate(boxes);
  const lines = panel.page.locator('[role=row]');
  for (const index of [0, 3, 8, 12]) {
    if (index < (await lines.count())) await lines.nth(index).hover();
  }
  await panel.settled();
  assert.deepEqual(await panel.page.evaluate(boxes), before);
};

export const layout = {
  ...Object.fromEntries(
    Object.entries(states).flatMap(([name, state]) =>
      widths.map((width) => [`${name} fits into ${width} px`, fits(state, width)]),
    ),
  ),
  'nothing moves on hover among rules': still(states.rules),
  'nothing moves on hover in a trace': still(states.delivered),
};
