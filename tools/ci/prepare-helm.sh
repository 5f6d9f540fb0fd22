#!/usr/bin/env bash
# Builds Helm from the Go module proxy: tests/interop/src/kubernetes.long.test.ts renders the chart with it.
set -euo pipefail
directory="${XDG_CACHE_HOME:-$HOME/.cache}/waymark-interop/bin"
version=v3.19.0

if [ -x "$directory/helm" ] || command -v helm >/dev/null; then exit 0; fi
command -v go >/dev/null || { echo "Helm is built with Go, and this machine has none."; exit 1; }
mkdir -p "$directory"
GOBIN="$directory" go install "helm.sh/helm/v3/cmd/helm@$version"
