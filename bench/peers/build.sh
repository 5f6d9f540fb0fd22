#!/usr/bin/env bash
# Builds the peers from the Go module proxy into bench/peers/bin, so that they can be measured beside the catalog.
set -uo pipefail
bin="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/bin"
mkdir -p "$bin"
status=0
GOBIN=$bin go install "github.com/marmotdata/marmot/cmd/...@${MARMOT_VERSION:-latest}" || { echo "Marmot could not be built" >&2; status=1; }
GOBIN=$bin go install "github.com/raystack/compass@${COMPASS_VERSION:-latest}" || { echo "Compass could not be built" >&2; status=1; }
exit "$status"
