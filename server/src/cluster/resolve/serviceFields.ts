import { parseIp, type IpFamily } from '../../net/ip.ts';
import type { Service, ServiceType } from '../../resources/k8s/service.ts';
import type { Located } from '../../yaml/located.ts';

export const typeOf = (service: Service): ServiceType => service.type?.value ?? 'ClusterIP';

export const isHeadless = (service: Service): boolean =>
  service.clusterIP?.value === 'None' || service.clusterIPs[0]?.value === 'None';

/** `clusterIPs` wins; `clusterIP` is its first entry (api/v1 ServiceSpec). What is no address is reported and absent here. */
export function writtenClusterIPs(service: Service): readonly Located<string>[] {
  if (isHeadless(service)) return [];
  const list = service.clusterIPs.filter(isAddress);
  if (list.length > 0) return list;
  return service.clusterIP === undefined || !isAddress(service.clusterIP) ? [] : [service.clusterIP];
}

export const isAddress = ({ value }: Located<string>): boolean => parseIp(value) !== undefined;

/**
 * As the API server chooses them: what is written, else by policy and the families of the service ranges (`available`, in
 * their order with commas between them).
 */
export function familiesOf(service: Service, available: string): readonly IpFamily[] {
  const written = service.ipFamilies.map(({ value }): IpFamily => (value === 'IPv6' ? 6 : 4));
  if (written.length > 0) return written;
  const ofAddresses = writtenClusterIPs(service).map(({ value }): IpFamily => (value.includes(':') ? 6 : 4));
  if (ofAddresses.length > 0) return ofAddresses;
  const families =
    available === '' ? [] : available.split(',').map((family): IpFamily => (family === '6' ? 6 : 4));
  const policy = service.ipFamilyPolicy?.value ?? 'SingleStack';
  return policy === 'SingleStack' ? families.slice(0, 1) : families;
}
