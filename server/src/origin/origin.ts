import type { Span } from '../text/span.ts';

/** One reason why a derived fact exists. */
export type Cause =
  /** Somebody wrote this. `note` says what it contributes ("this endpoint matches", "node port"). */
  | { readonly kind: 'manifest'; readonly span: Span; readonly note?: string }
  /** Nobody wrote it, so the real program's default holds. */
  | { readonly kind: 'default'; readonly field: string; readonly value: string }
  /** No manifest can say it and no source did: the value is simulated. */
  | { readonly kind: 'assumption'; readonly what: string }
  /** The program does this on every node, whatever the manifests say. */
  | { readonly kind: 'machinery'; readonly component: Component; readonly note: string };

export type Component = 'kube-proxy' | 'kubelet' | 'felix' | 'bird' | 'kernel' | 'cni';

/**
 * Why a derived fact exists: every cause, the most telling first. Rules, routes, set members and virtual servers
 * carry one; there is no optional form, so nothing can appear in the dataplane unexplained.
 */
export type Origin = readonly [Cause, ...Cause[]];

export const written = (at: Span, note?: string): Origin => [
  note === undefined ? { kind: 'manifest', span: at } : { kind: 'manifest', span: at, note },
];
export const byDefault = (field: string, value: string): Origin => [{ kind: 'default', field, value }];
export const assumed = (what: string): Origin => [{ kind: 'assumption', what }];
export const machinery = (component: Component, note: string): Origin => [
  { kind: 'machinery', component, note },
];

/** All causes of the given origins, each once, in order. */
export function merge(first: Origin, ...more: readonly Origin[]): Origin {
  const [head, ...tail] = first;
  const causes: Cause[] = [...tail];
  for (const origin of more)
    for (const cause of origin) if (cause !== head && !causes.includes(cause)) causes.push(cause);
  return [head, ...causes];
}

export const isSimulated = (origin: Origin): boolean => origin.some((cause) => cause.kind === 'assumption');

/** A resolved value that keeps who said it. */
export interface Fact<T> {
  readonly value: T;
  readonly because: Origin;
}

export const fact = <T>(value: T, because: Origin): Fact<T> => ({ value, because });
