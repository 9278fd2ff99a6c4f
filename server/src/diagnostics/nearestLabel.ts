import type { Span } from '../text/span.ts';
import type { Located } from '../yaml/located.ts';
import { replaceValue } from './edits.ts';
import { editDistance, slip } from './nearest.ts';
import type { Fix } from './rule.ts';
import { shownSource, type PodSource } from './workloads.ts';

type Selector = ReadonlyMap<string, Located<string>>;

/** A label that one of the pods carries, one slip of the fingers away from what a selector asks for. */
export interface NearLabel {
  /** `app: customer of Deployment customer`. */
  readonly shown: string;
  /** Where the label is. */
  readonly at: Span;
  readonly fix: Fix;
}

/** The pod that carries every label of the selector but one, and that one nearly. */
export function nearestLabel(selector: Selector, pods: readonly PodSource[]): NearLabel | undefined {
  let best: { readonly distance: number; readonly near: NearLabel } | undefined;
  for (const pod of pods) {
    const missed = onlyMiss(selector, pod);
    const candidate = missed === undefined ? undefined : nearIn(missed[0], missed[1], pod);
    if (candidate !== undefined && (best === undefined || candidate.distance < best.distance))
      best = candidate;
  }
  return best?.near;
}

function onlyMiss(selector: Selector, { labels }: PodSource): readonly [string, Located<string>] | undefined {
  let missed: readonly [string, Located<string>] | undefined;
  for (const pair of selector) {
    if (labels.get(pair[0])?.value === pair[1].value) continue;
    if (missed !== undefined) return undefined;
    missed = pair;
  }
  return missed;
}

function nearIn(
  key: string,
  wanted: Located<string>,
  pod: PodSource,
): { readonly distance: number; readonly near: NearLabel } | undefined {
  const sameKey = pod.labels.get(key);
  if (sameKey !== undefined) {
    const distance = editDistance(wanted.value, sameKey.value, slip(wanted.value));
    if (distance > slip(wanted.value)) return undefined;
    const fix = {
      title: `Select ${key}: ${sameKey.value}`,
      edits: [replaceValue(wanted, sameKey.value)],
    };
    return { distance, near: { shown: shownLabel(key, sameKey, pod), at: sameKey.entry, fix } };
  }
  return nearKey(key, wanted, pod);
}

function nearKey(
  key: string,
  wanted: Located<string>,
  pod: PodSource,
): { readonly distance: number; readonly near: NearLabel } | undefined {
  for (const [other, label] of pod.labels) {
    if (label.value !== wanted.value) continue;
    const distance = editDistance(key, other, slip(key));
    if (distance > slip(key)) continue;
    const { section, start } = wanted.entry;
    const offset = section.text.slice(start, wanted.entry.end).indexOf(key);
    const at = { section, start: start + offset, end: start + offset + key.length };
    const fix = { title: `Select ${other}: ${label.value}`, edits: [{ span: at, newText: other }] };
    return { distance, near: { shown: shownLabel(other, label, pod), at: label.entry, fix } };
  }
  return undefined;
}

const shownLabel = (key: string, { value }: Located<string>, pod: PodSource): string =>
  `${key}: ${value} of ${shownSource(pod)}`;
