import { addressAnnotations, jsonStrings } from '../cluster/calico/ipam/addressRequest.ts';
import type { IpFamily } from '../net/ip.ts';
import type { Namespace } from '../resources/k8s/node.ts';
import type { Service } from '../resources/k8s/service.ts';
import { workloadKinds, type Pod, type Workload } from '../resources/k8s/workload.ts';
import type { Span } from '../text/span.ts';
import type { Located } from '../yaml/located.ts';
import { partOf } from './scalars.ts';

/** The kinds whose annotations ask for addresses. */
export const annotatedKinds = ['Pod', ...workloadKinds, 'Namespace', 'Service'] as const;

export type Annotated = Pod | Workload | Namespace | Service;

/** The annotations that Calico reads: those of the pods, not those of the workload that makes them. */
export const annotationsOf = (resource: Annotated): ReadonlyMap<string, Located<string>> =>
  'template' in resource ? (resource.template?.annotations ?? none) : resource.meta.annotations;

const none: ReadonlyMap<string, Located<string>> = new Map();

/** An annotation that asks for pools, and the pools' family. */
export interface PoolAnnotation {
  readonly key: string;
  readonly family: IpFamily;
  readonly written: Located<string>;
}

/** Pods and namespaces ask the CNI plugin, Services of type LoadBalancer kube-controllers. */
export function poolAnnotations(resource: Annotated): readonly PoolAnnotation[] {
  const annotations = annotationsOf(resource);
  if (annotations.size === 0) return [];
  const keys = resource.kind === 'Service' ? poolsOfService : addressAnnotations.pools;
  return ([4, 6] as const).flatMap((family) => {
    const written = annotations.get(keys[family]);
    return written === undefined ? [] : [{ key: keys[family], family, written }];
  });
}

const poolsOfService = { 4: 'projectcalico.org/ipv4pools', 6: 'projectcalico.org/ipv6pools' } as const;

/** The strings of a JSON list, each with its place in the annotation; undefined where it is no such list. */
export function listItems(
  written: Located<string>,
): readonly { readonly value: string; readonly span: Span }[] | undefined {
  const values = jsonStrings(written.value);
  if (values === undefined) return undefined;
  let from = 0;
  return values.map((value) => {
    const quoted = JSON.stringify(value);
    const start = written.value.indexOf(quoted, from);
    if (start === -1) return { value, span: written.span };
    from = start + quoted.length;
    return { value, span: partOf(written, start + 1, from - 1) };
  });
}
