#!/usr/bin/env bash
# The server is tested with a wrong and a jumping clock, which only the system's loader can give a process: this installs libfaketime.
set -euo pipefail

if compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'libfaketime is missing: install the package libfaketime (the tests of clocks in tests/faults start servers with it).' >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends libfaketime >/dev/null
