#!/usr/bin/env bash
# Builds the runner for one Kubernetes release in a new folder: make.sh 1.36.3 FOLDER
# Needs Go and perl. Works for 1.31 to 1.36; the fields of Proxier change from one version to the next.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
release=$1 folder=$2
minor=$(cut -d. -f2 <<<"$release")
source=$(go mod download -json "k8s.io/kubernetes@v$release" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')

trackers='serviceChanges: proxy.NewServiceChangeTracker(f, newServiceInfo, nil), endpointsChanges: proxy.NewEndpointsChangeTracker(f, in.Node, newEndpointInfo, nil), nodeName: in.Node, logRateLimiter: rate.NewLimiter(rate.Every(24*time.Hour), 1),'
case $minor in
  31 | 32) fields='serviceChanges: proxy.NewServiceChangeTracker(newServiceInfo, f, nil, nil), endpointsChanges: proxy.NewEndpointsChangeTracker(in.Node, newEndpointInfo, f, nil, nil), hostname: in.Node, nodeLabels: labels,' ;;
  33) fields="$trackers nodeLabels: labels," ;;
  34 | 35) fields="$trackers topologyLabels: labels," ;;
  *) fields="$trackers topologyLabels: labels, masqueradeRule: fmt.Sprintf(\"mark set mark or %s\", mark), hairpinConnections: newNFTElementStorage(\"set\", hairpinConnectionsSet)," ;;
esac

mkdir -p "$folder/nftables"
cp "$source"/pkg/proxy/nftables/*.go "$folder/nftables/"
chmod u+w "$folder"/nftables/*
rm -f "$folder"/nftables/*_test.go
cp "$here/main.go" "$folder/"
sed "s|// make.sh puts the fields here.*|$fields|" "$here/harness.go" > "$folder/nftables/harness.go"
# Before 1.33 kube-proxy learns the service ranges only behind a feature gate.
if [ "$minor" -lt 33 ]; then sed -i 's/ofFamily(in.ServiceCIDRs, f),/"",/' "$folder/nftables/harness.go"; fi
perl -0pi -e 's/for svcName, svc := range proxier\.svcPortMap \{/for _, svcName := range sortedNames(proxier.svcPortMap) {\nsvc := proxier.svcPortMap[svcName]/' "$folder/nftables/proxier.go"

# The module refers to parts of its own repository by path; as modules they have versions v0.X.Y.
{
  echo 'module run'
  grep -E '^go ' "$source/go.mod"
  sed -n '/^require (/,/^)/p' "$source/go.mod" | sed -E "s# v0\.0\.0( //.*)?\$# v0.${release#1.}#"
  echo "require k8s.io/kubernetes v$release"
  grep -E '^\s*k8s.io/[a-z-]+ => ' "$source/go.mod" | sed -E "s#^\s*(k8s.io/[a-z-]+) => .*#replace \1 => \1 v0.${release#1.}#"
} > "$folder/go.mod"
cd "$folder" && GOFLAGS=-mod=mod go build -o run-scenarios .
