#!/usr/bin/env bash
# Builds the runner for one mode and Kubernetes release in a new folder: make.sh nftables 1.36.3 FOLDER
# Needs Go and perl. Works for 1.31 to 1.36; the fields of Proxier change from one version to the next.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mode=$1 release=$2 folder=$3
minor=$(cut -d. -f2 <<<"$release")
source=$(go mod download -json "k8s.io/kubernetes@v$release" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')

fields='serviceChanges: proxy.NewServiceChangeTracker(f, newServiceInfo, nil), endpointsChanges: proxy.NewEndpointsChangeTracker(f, in.Node, newEndpointInfo, nil), nodeName: in.Node,'
case $minor in
  31 | 32) fields='serviceChanges: proxy.NewServiceChangeTracker(newServiceInfo, f, nil, nil), endpointsChanges: proxy.NewEndpointsChangeTracker(in.Node, newEndpointInfo, f, nil, nil), hostname: in.Node, nodeLabels: labels,' ;;
  33) fields="$fields nodeLabels: labels," ;;
  *) fields="$fields topologyLabels: labels," ;;
esac
if [ "$mode" = nftables ] && [ "$minor" -ge 33 ]; then
  fields="$fields logRateLimiter: rate.NewLimiter(rate.Every(24*time.Hour), 1),"
fi
if [ "$mode" = nftables ] && [ "$minor" -ge 36 ]; then
  fields="$fields masqueradeRule: fmt.Sprintf(\"mark set mark or %s\", mark), hairpinConnections: newNFTElementStorage(\"set\", hairpinConnectionsSet),"
fi

proxier=$folder/proxier
mkdir -p "$proxier"
cp "$source/pkg/proxy/$mode"/*.go "$proxier/"
chmod u+w "$proxier"/*
rm -f "$proxier"/*_test.go
sed "s|// make.sh puts the fields here.*|$fields|" "$here/$mode.go" > "$proxier/harness.go"
# Before 1.33 kube-proxy learns the service ranges only behind a feature gate.
if [ "$minor" -lt 33 ]; then sed -i 's/ofFamily(in.ServiceCIDRs, f),/"",/' "$proxier/harness.go"; fi
perl -0pi -e 's/for svcName, svc := range proxier\.svcPortMap \{/for _, svcName := range sortedNames(proxier.svcPortMap) {\nsvc := proxier.svcPortMap[svcName]/' "$proxier/proxier.go"
sed "s|\"run/proxier\"|proxier \"run/proxier\"|" "$here/main.go" > "$folder/main.go"

# The module refers to parts of its own repository by path; as modules they have versions v0.X.Y.
{
  echo 'module run'
  grep -E '^go ' "$source/go.mod"
  sed -n '/^require (/,/^)/p' "$source/go.mod" | sed -E "s# v0\.0\.0( //.*)?\$# v0.${release#1.}#"
  echo "require k8s.io/kubernetes v$release"
  grep -E '^\s*k8s.io/[a-z-]+ => ' "$source/go.mod" | sed -E "s#^\s*(k8s.io/[a-z-]+) => .*#replace \1 => \1 v0.${release#1.}#"
} > "$folder/go.mod"
cd "$folder" && GOFLAGS=-mod=mod go build -o run-scenarios .
