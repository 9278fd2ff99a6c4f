import assert from 'node:assert/strict';
import { themes } from '../page.mjs';
import { states } from './states.mjs';

/** In the page: every text that is too close to what it stands on, and every icon. */
function tooFaint() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const over = (top, below) =>
    top.rgb.map((part, index) => part * top.alpha + below[index] * (1 - top.alpha));
  const backgroundOf = (element) => {
    const layers = [];
    for (let one = element; one !== null; one = one.parentElement)
      layers.unshift(parse(getComputedStyle(one).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const luminance = (rgb) =>
    rgb
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const found = [];
  const look = (element, colour, least, what) => {
    const background = backgroundOf(element);
    const measured = ratio(over(parse(colour), background), background);
    if (measured < least) found.push(`${what.trim().slice(0, 40)}: ${measured.toFixed(2)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    const element = text.parentElement;
    if (text.data.trim() === '' || element.closest('script, .sr, title') !== null) continue;
    const style = getComputedStyle(element);
    if (element.getClientRects().length === 0) continue;
    look(element, element.closest('svg') === null ? style.color : style.fill, 4.5, text.data);
  }
  for (const icon of document.querySelectorAll('svg.i')) {
    if (icon.closest('[aria-disabled=true]') === null)
      look(icon, getComputedStyle(icon).stroke, 3, icon.outerHTML.slice(-80));
  }
  return found;
}

const check = (theme, name, state) => async (panel) => {
  await panel.open({ theme, ...state });
  if (name === 'rules') await panel.line('30180').hover();
  assert.deepEqual(await panel.page.evaluate(tooFaint), []);
  const whatIf = panel.page.getByRole('button', { name: /^What if/ });
  await whatIf.click();
  assert.deepEqual(await panel.page.evaluate(tooFaint), []);
};

/** Text 4.5 : 1 and icons 3 : 1 in every theme and state. */
export const contrast = Object.fromEntries(
  themes.flatMap((theme) =>
    Object.entries(states).map(([name, state]) => [`${name} in ${theme}`, check(theme, name, state)]),
  ),
);
