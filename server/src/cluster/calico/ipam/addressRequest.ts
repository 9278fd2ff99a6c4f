import type { Cidr } from '../../../net/cidr.ts';
import { familyOf, parseIp, type Ip, type IpFamily } from '../../../net/ip.ts';
import { fact, written, type Fact } from '../../../origin/origin.ts';
import { parseCidr } from '../../../net/cidr.ts';
import type { Located } from '../../../yaml/located.ts';

/** Annotations of a pod or of its namespace, as written. */
export type Annotations = ReadonlyMap<string, Located<string>>;

const prefix = 'cni.projectcalico.org/';

/** Annotations by which a pod asks for pools, families and addresses (cni-plugin/pkg/k8s/k8s.go: CmdAddK8s). */
export const addressAnnotations = {
  pools: { 4: `${prefix}ipv4pools`, 6: `${prefix}ipv6pools` },
  families: `${prefix}ipFamilies`,
  addresses: `${prefix}ipAddrs`,
  addressesWithoutIpam: `${prefix}ipAddrsNoIpam`,
  floating: `${prefix}floatingIPs`,
} as const;

/** A JSON list of strings, which all these annotations are; undefined for anything else. */
export function jsonStrings(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The pools that are asked for; the pod's own word replaces that of its namespace. */
export function requestedPools(
  pod: Annotations,
  namespace: Annotations | undefined,
  family: IpFamily,
): readonly string[] | undefined {
  const key = addressAnnotations.pools[family];
  const said = pod.get(key) ?? namespace?.get(key);
  const names = said === undefined ? undefined : jsonStrings(said.value);
  return names === undefined || names.length === 0 ? undefined : names.map(asRange);
}

/** `10.48.2.1/24` and `10.48.2.0/24` mean one pool. */
const asRange = (name: string): string | Cidr => parseCidr(name)?.network ?? name;

/** Whether a pod is to have an address of this family; both if nobody says (v3.30 and later). */
export function wantsFamily(pod: Annotations, namespace: Annotations | undefined, family: IpFamily): boolean {
  const said = pod.get(addressAnnotations.families) ?? namespace?.get(addressAnnotations.families);
  const families = said === undefined ? undefined : jsonStrings(said.value);
  return families === undefined || families.includes(`IPv${String(family)}`);
}

/** The addresses that a pod asks for by name, one a family at most; undefined when it asks for none. */
export function requestedAddresses(pod: Annotations): readonly Fact<Ip>[] | undefined {
  const said = pod.get(addressAnnotations.addresses) ?? pod.get(addressAnnotations.addressesWithoutIpam);
  return said === undefined ? undefined : addressesIn(said);
}

export const floatingAddresses = (pod: Annotations): readonly Fact<Ip>[] => {
  const said = pod.get(addressAnnotations.floating);
  return said === undefined ? [] : addressesIn(said);
};

function addressesIn({ value, span }: Located<string>): readonly Fact<Ip>[] {
  const ips = (jsonStrings(value) ?? []).flatMap((text) => parseIp(text) ?? []);
  return ips
    .filter((ip, i) => ips.findIndex((other) => familyOf(other) === familyOf(ip)) === i)
    .map((ip) => fact(ip, written(span)));
}
