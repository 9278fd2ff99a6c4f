// Builds a Proxier as its own tests do, with a fake nft, and lets it write its table once.
// Goes into a copy of k8s.io/kubernetes/pkg/proxy/nftables of the version to be run (see make.sh).
package nftables

import (
	"fmt"
	"net"
	"sort"
	"strings"
	"time"

	"golang.org/x/time/rate"
	v1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	_ "k8s.io/kubernetes/pkg/features"
	"k8s.io/kubernetes/pkg/proxy"
	"k8s.io/kubernetes/pkg/proxy/conntrack"
	"k8s.io/kubernetes/pkg/proxy/healthcheck"
	proxyutil "k8s.io/kubernetes/pkg/proxy/util"
	proxyutiltest "k8s.io/kubernetes/pkg/proxy/util/testing"
	netutils "k8s.io/utils/net"
	"sigs.k8s.io/knftables"
)

type Input struct {
	Node                              string
	NodeObject                        *v1.Node
	Addresses                         []string
	ClusterCIDR, Mode, Bridge, Prefix string
	NodePortAddresses, ServiceCIDRs   []string
	Gates                             map[string]bool
	MasqueradeAll, TCPBeLiberal       bool
	LocalhostNodePorts                bool
	MasqueradeBit                     int
	Services                          []*v1.Service
	Slices                            []*discovery.EndpointSlice
}

var _ = rate.Every

// sortedNames is the order of the golden data; the real program walks a map, in any order.
func sortedNames(m proxy.ServicePortMap) []proxy.ServicePortName {
	var names []proxy.ServicePortName
	for n := range m {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := names[i].String(), names[j].String(); a != b {
			return a < b
		}
		return names[i].Protocol < names[j].Protocol
	})
	return names
}

func ofFamily(cidrs []string, f v1.IPFamily) string {
	for _, c := range cidrs {
		c = strings.TrimSpace(c)
		if c != "" && netutils.IsIPv6CIDRString(c) == (f == v1.IPv6Protocol) {
			return c
		}
	}
	return ""
}

func Run(in Input, f v1.IPFamily) string {
	for g, on := range in.Gates {
		_ = utilfeature.DefaultMutableFeatureGate.Set(fmt.Sprintf("%s=%v", g, on))
	}
	defer func() {
		for g := range in.Gates {
			if g == "LoadBalancerIPMode" || g == "ServiceTrafficDistribution" {
				_ = utilfeature.DefaultMutableFeatureGate.Set(fmt.Sprintf("%s=true", g))
			}
		}
	}()
	family, nodeIP := knftables.IPv4Family, net.IPv4(127, 0, 0, 1)
	if f == v1.IPv6Protocol {
		family, nodeIP = knftables.IPv6Family, net.IPv6loopback
	}
	var primary []string
	labels := map[string]string{}
	var podCIDRs []string
	if in.NodeObject != nil {
		for k, v := range in.NodeObject.Labels {
			labels[k] = v
		}
		podCIDRs = in.NodeObject.Spec.PodCIDRs
		for _, a := range in.NodeObject.Status.Addresses {
			if a.Type != v1.NodeInternalIP {
				continue
			}
			ip := netutils.ParseIPSloppy(a.Address)
			bits := 32
			if netutils.IsIPv6(ip) {
				bits = 128
			}
			primary = append(primary, fmt.Sprintf("%s/%d", ip, bits))
			if netutils.IsIPv6(ip) == (f == v1.IPv6Protocol) {
				nodeIP = ip
			}
		}
	}
	nodePorts := in.NodePortAddresses
	if len(nodePorts) == 0 {
		nodePorts = primary
	}
	network := proxyutiltest.NewFakeNetwork()
	var addrs []net.Addr
	for _, a := range in.Addresses {
		ip, n, err := net.ParseCIDR(a)
		if err != nil {
			panic(err)
		}
		addrs = append(addrs, &net.IPNet{IP: ip, Mask: n.Mask})
	}
	itf := net.Interface{Index: 0, Name: "all"}
	network.AddInterfaceAddr(&itf, addrs)

	detector := proxyutil.NewNoOpLocalDetector()
	switch in.Mode {
	case "NodeCIDR":
		if c := ofFamily(podCIDRs, f); c != "" {
			detector = proxyutil.NewDetectLocalByCIDR(c)
		}
	case "BridgeInterface":
		detector = proxyutil.NewDetectLocalByBridgeInterface(in.Bridge)
	case "InterfaceNamePrefix":
		detector = proxyutil.NewDetectLocalByInterfaceNamePrefix(in.Prefix)
	default:
		if c := ofFamily(strings.Split(in.ClusterCIDR, ","), f); c != "" {
			detector = proxyutil.NewDetectLocalByCIDR(c)
		}
	}
	nft := knftables.NewFake(family, kubeProxyTable)
	mark := fmt.Sprintf("%#08x", 1<<uint(in.MasqueradeBit))
	p := &Proxier{
		ipFamily:            f,
		svcPortMap:          make(proxy.ServicePortMap),
		endpointsMap:        make(proxy.EndpointsMap),
		needFullSync:        true,
		nftables:            nft,
		masqueradeAll:       in.MasqueradeAll,
		masqueradeMark:      mark,
		conntrack:           conntrack.NewFake(),
		localDetector:       detector,
		serviceHealthServer: healthcheck.NewFakeServiceHealthServer(),
		nodeIP:              nodeIP,
		nodePortAddresses:   proxyutil.NewNodePortAddresses(f, nodePorts),
		networkInterfacer:   network,
		staleChains:         make(map[string]time.Time),
		serviceCIDRs:        ofFamily(in.ServiceCIDRs, f),
		clusterIPs:          newNFTElementStorage("set", clusterIPsSet),
		serviceIPs:          newNFTElementStorage("map", serviceIPsMap),
		firewallIPs:         newNFTElementStorage("map", firewallIPsMap),
		noEndpointServices:  newNFTElementStorage("map", noEndpointServicesMap),
		noEndpointNodePorts: newNFTElementStorage("map", noEndpointNodePortsMap),
		serviceNodePorts:    newNFTElementStorage("map", serviceNodePortsMap),
		// make.sh puts the fields here that differ by version.
	}
	for _, s := range in.Services {
		p.serviceChanges.Update(nil, s)
	}
	for _, s := range in.Slices {
		p.endpointsChanges.EndpointSliceUpdate(s, false)
	}
	p.setInitialized(true)
	p.syncProxyRules()
	return nft.Dump()
}
