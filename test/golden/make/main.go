// Runs the real proxier of one mode and Kubernetes version on every scenario of a folder and writes what it makes:
//
//	run-scenarios nftables FOLDER OUTPUT 1.36
//
// A scenario is a folder with manifests.yaml, cluster.yaml and node, as the other golden data of kube-proxy has it.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	v1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"sigs.k8s.io/yaml"

	"run/proxier"
)

type configuration struct {
	Kind            string `json:"kind"`
	ClusterCIDR     string `json:"clusterCIDR"`
	DetectLocalMode string `json:"detectLocalMode"`
	DetectLocal     struct {
		BridgeInterface     string `json:"bridgeInterface"`
		InterfaceNamePrefix string `json:"interfaceNamePrefix"`
	} `json:"detectLocal"`
	NodePortAddresses []string        `json:"nodePortAddresses"`
	FeatureGates      map[string]bool `json:"featureGates"`
	Conntrack         struct {
		TCPBeLiberal bool `json:"tcpBeLiberal"`
	} `json:"conntrack"`
	IPTables modeConfiguration `json:"iptables"`
	NFTables modeConfiguration `json:"nftables"`
	Spec     struct {
		ServiceCIDRs []string `json:"serviceCIDRs"`
		Nodes        []struct {
			Name       string `json:"name"`
			Interfaces []struct {
				Addresses []string `json:"addresses"`
			} `json:"interfaces"`
		} `json:"nodes"`
	} `json:"spec"`
}

type modeConfiguration struct {
	MasqueradeAll      bool  `json:"masqueradeAll"`
	MasqueradeBit      *int  `json:"masqueradeBit"`
	LocalhostNodePorts *bool `json:"localhostNodePorts"`
}

var extensions = map[string]string{"iptables": ".save", "nftables": ".nft"}

func main() {
	mode, folder, output, minor := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	scenarios, err := filepath.Glob(filepath.Join(folder, "*", "node"))
	must(err)
	for _, file := range scenarios {
		scenario := filepath.Dir(file)
		in := read(mode, scenario)
		for family, suffix := range map[v1.IPFamily]string{v1.IPv4Protocol: "", v1.IPv6Protocol: ".v6"} {
			target := filepath.Join(output, filepath.Base(scenario))
			must(os.MkdirAll(target, 0o755))
			name := filepath.Join(target, mode+"-"+minor+suffix+extensions[mode])
			must(os.WriteFile(name, []byte(proxier.Run(in, family)), 0o644))
		}
	}
}

func read(mode, scenario string) proxier.Input {
	node, err := os.ReadFile(filepath.Join(scenario, "node"))
	must(err)
	in := proxier.Input{Node: strings.TrimSpace(string(node)), MasqueradeBit: 14}
	for _, document := range documents(scenario, "cluster.yaml") {
		readConfiguration(document, mode, &in)
	}
	for _, document := range documents(scenario, "manifests.yaml") {
		readObject(document, &in)
	}
	return in
}

func readConfiguration(document []byte, mode string, in *proxier.Input) {
	var c configuration
	must(yaml.Unmarshal(document, &c))
	switch c.Kind {
	case "ClusterProfile":
		in.ServiceCIDRs = c.Spec.ServiceCIDRs
		for _, node := range c.Spec.Nodes {
			for _, networkInterface := range node.Interfaces {
				if node.Name == in.Node {
					in.Addresses = append(in.Addresses, networkInterface.Addresses...)
				}
			}
		}
	case "KubeProxyConfiguration":
		in.ClusterCIDR, in.Mode, in.Gates = c.ClusterCIDR, c.DetectLocalMode, c.FeatureGates
		in.Bridge, in.Prefix = c.DetectLocal.BridgeInterface, c.DetectLocal.InterfaceNamePrefix
		in.NodePortAddresses, in.TCPBeLiberal = c.NodePortAddresses, c.Conntrack.TCPBeLiberal
		section := c.NFTables
		if mode == "iptables" {
			section = c.IPTables
		}
		in.MasqueradeAll = section.MasqueradeAll
		if section.MasqueradeBit != nil {
			in.MasqueradeBit = *section.MasqueradeBit
		}
		in.LocalhostNodePorts = section.LocalhostNodePorts == nil || *section.LocalhostNodePorts
	}
}

func readObject(document []byte, in *proxier.Input) {
	var object struct {
		Kind string `json:"kind"`
	}
	must(yaml.Unmarshal(document, &object))
	switch object.Kind {
	case "Service":
		service := &v1.Service{}
		must(yaml.Unmarshal(document, service))
		in.Services = append(in.Services, service)
	case "EndpointSlice":
		slice := &discovery.EndpointSlice{}
		must(yaml.Unmarshal(document, slice))
		in.Slices = append(in.Slices, slice)
	case "Node":
		node := &v1.Node{}
		must(yaml.Unmarshal(document, node))
		if node.Name == in.Node {
			in.NodeObject = node
		}
	default:
		fmt.Fprintln(os.Stderr, "left out:", object.Kind)
	}
}

func documents(scenario, file string) [][]byte {
	data, err := os.ReadFile(filepath.Join(scenario, file))
	must(err)
	return bytes.Split(data, []byte("\n---\n"))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
