#!/usr/bin/env bash
# The MySQL and MariaDB connectors are tested against a real MariaDB, which no npm package carries: this installs Debian's.
set -euo pipefail

if [ -x /usr/sbin/mariadbd ] || command -v mariadbd >/dev/null; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'mariadbd is missing: install the package mariadb-server (the tests of the MySQL and MariaDB connectors start one of their own).' >&2
  exit 1
fi
# Only the program is wanted: the tests start it in a directory of their own, so the system's service must not come up.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends mariadb-server >/dev/null
