import type { Cidr } from '../net/cidr.ts';
import type { Ip, IpFamily } from '../net/ip.ts';
import type { PortRange, Protocol } from '../net/port.ts';
import type { Fact, Origin } from '../origin/origin.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import type { Service, ServiceType, TrafficPolicy } from '../resources/k8s/service.ts';
import type { Pod, Workload } from '../resources/k8s/workload.ts';
import type { ClusterPool } from './calico/pool.ts';
import type { KubeProxySettings } from './kubeProxySettings.ts';
import type { KubernetesVersion } from './kubernetesVersion.ts';
import type { NodeRanges } from './podNetwork/kinds.ts';
import type { PodNetwork } from './podNetwork/kinds.ts';

/** One resolved cluster: defaults and simulated facts applied, every fact with its origin. Lists are in name order. */
export interface Cluster {
  readonly name: string;
  readonly version: Fact<KubernetesVersion>;
  readonly kubeProxy: KubeProxySettings;
  readonly podNetwork: Fact<PodNetwork>;
  readonly podCIDRs: readonly Fact<Cidr>[];
  /** Calico's IP pools, by name; none in another pod network. */
  readonly pools: readonly ClusterPool[];
  /** The ranges that nodes hand out themselves, where there are no pools. */
  readonly nodeRanges: NodeRanges;
  readonly ipam: Ipam;
  readonly serviceCIDRs: readonly Fact<Cidr>[];
  readonly nodePortRange: Fact<PortRange>;
  readonly clusterDomain: Fact<string>;
  readonly nodes: readonly ClusterNode[];
  readonly externalHosts: readonly ExternalHost[];
  readonly services: readonly ClusterService[];
  readonly pods: readonly ClusterPod[];
  /** Everything that was read, for what only one room needs: pools, peers, policies, host endpoints. */
  readonly resources: ResourceIndex;
}

/** What the pod network's allocator would have handed out beside the pods' addresses, and no manifest says. */
export interface Ipam {
  /** The node that owns each block. */
  readonly claims: ReadonlyMap<Cidr, string>;
  /** Addresses of tunnel devices that nobody wrote, by `tunnelKey`. */
  readonly tunnels: ReadonlyMap<string, Ip>;
  /** Of Cilium: the address of `cilium_host` on each node that nobody wrote, by node and family (`worker1 4`). */
  readonly routers: ReadonlyMap<string, Ip>;
}

export interface ResourceIndex {
  readonly all: readonly Resource[];
  /** In order of namespace and name. */
  readonly ofKind: <K extends Resource['kind']>(kind: K) => readonly ResourceOf<K>[];
}

export interface NetworkInterface {
  readonly name: string;
  readonly addresses: readonly InterfaceAddress[];
  /** Said when a DHCP client set the interface up: its routes look different. */
  readonly dhcp?: Origin;
  /** In bytes; undefined when nobody says it. */
  readonly mtu?: Fact<number>;
}

export interface InterfaceAddress {
  readonly ip: Ip;
  /** The connected subnet: of 10.0.1.30/24 it is 10.0.1.0/24. */
  readonly subnet: Cidr;
  readonly because: Origin;
}

export interface ClusterNode {
  readonly name: string;
  readonly because: Origin;
  readonly labels: ReadonlyMap<string, string>;
  readonly zone: string | undefined;
  readonly schedulable: boolean;
  /** The node's own addresses, one a family at most: InternalIP, or the first interface's. Kubelet's and BGP's choice. */
  readonly addresses: readonly Fact<Ip>[];
  /** Loopback included when the profile names it. */
  readonly interfaces: readonly NetworkInterface[];
  readonly gateway: Fact<Ip> | undefined;
  /** `spec.podCIDRs`: what kube-proxy's NodeCIDR detector and host-local IPAM use. */
  readonly podCIDRs: readonly Fact<Cidr>[];
  readonly annotations: ReadonlyMap<string, string>;
}

/** A machine outside the cluster that packets come from or go to. */
export interface ExternalHost {
  readonly name: string;
  readonly because: Origin;
  readonly interfaces: readonly NetworkInterface[];
  readonly gateway: Fact<Ip> | undefined;
  /** Present when it speaks BGP. */
  readonly bgp:
    { readonly asNumber: Fact<number>; readonly importPrefixes: readonly Cidr[] | undefined } | undefined;
}

export interface ClusterPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly node: Fact<string> | undefined;
  readonly ips: readonly Fact<Ip>[];
  /** Addresses of its node that lead to the pod too (`cni.projectcalico.org/floatingIPs`). */
  readonly floatingIPs: readonly Fact<Ip>[];
  readonly hostNetwork: boolean;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly serviceAccount: string;
  readonly ports: readonly {
    readonly name: string | undefined;
    readonly port: number;
    readonly protocol: Protocol;
  }[];
  /** The Pod object, or the workload whose template the pod is simulated from. */
  readonly resource: Pod | Workload;
  readonly because: Origin;
}

export interface ClusterService {
  readonly namespace: string;
  readonly name: string;
  readonly resource: Service;
  readonly because: Origin;
  readonly type: ServiceType;
  readonly headless: boolean;
  /** Addresses as written, in spec order; at most one a family. Empty when headless or ExternalName. */
  readonly clusterIPs: readonly Fact<string>[];
  readonly ports: readonly ClusterServicePort[];
  readonly externalIPs: readonly Fact<string>[];
  readonly loadBalancerIngress: readonly {
    readonly ip: Fact<string>;
    readonly ipMode: 'VIP' | 'Proxy' | undefined;
  }[];
  /** As written, the deprecated annotation included; blanks are kept. */
  readonly loadBalancerSourceRanges: readonly Fact<string>[];
  /** `Cluster` when the type has no external traffic. */
  readonly externalTrafficPolicy: Fact<TrafficPolicy>;
  readonly internalTrafficPolicy: Fact<TrafficPolicy>;
  /** Seconds; undefined without affinity. */
  readonly sessionAffinitySeconds: Fact<number> | undefined;
  readonly healthCheckNodePort: Fact<number> | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly trafficDistribution: string | undefined;
  readonly slices: readonly ClusterEndpointSlice[];
}

export interface ClusterServicePort {
  /** Empty for an unnamed port. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly nodePort: Fact<number> | undefined;
  readonly targetPort: number | string;
  /** The port entry in the manifest. */
  readonly because: Origin;
}

/** Endpoints of a service, one address family: from a slice, from Endpoints, or from the selector. */
export interface ClusterEndpointSlice {
  readonly family: IpFamily;
  readonly source: 'EndpointSlice' | 'Endpoints' | 'selector';
  readonly ports: readonly { readonly name: string; readonly protocol: Protocol; readonly port: number }[];
  readonly endpoints: readonly ClusterEndpoint[];
}

export interface ClusterEndpoint {
  /** As written in the slice. */
  readonly address: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly nodeName: string | undefined;
  readonly zone: string | undefined;
  readonly hintedZones: readonly string[] | undefined;
  readonly hintedNodes: readonly string[] | undefined;
  /** `namespace/name` of the pod behind it, when known. */
  readonly pod: string | undefined;
  readonly because: Origin;
}

/** What somebody asks "what if" about, over what the manifests say. */
export interface WhatIf {
  readonly kubernetesVersion?: string;
  readonly proxyMode?: 'iptables' | 'ipvs' | 'nftables';
}
