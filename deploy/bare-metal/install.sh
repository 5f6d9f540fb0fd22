#!/bin/sh
# Installs a release archive as a service, upgrades to it, or goes back: install.sh ARCHIVE.tar.gz | install.sh --rollback
#
# Each release has a directory of its own, /opt/waymark/<version>; the link /opt/waymark/current says which one runs. State and settings
# are elsewhere and stay. May be run again: what is there already is left as it is. DESTDIR installs below another root, for packages.
set -eu

root=${DESTDIR:-}
releases=$root/opt/waymark
settings=$root/etc/waymark
unit=$root/etc/systemd/system/waymark.service

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# Replaces the link in one step, so that there is a release at every moment.
switch_to() {
  ln -sfn "$1" "$releases/current.new"
  mv -T "$releases/current.new" "$releases/current"
}

restart() {
  has_systemd || return 0
  systemctl daemon-reload
  systemctl enable --quiet waymark
  systemctl restart waymark
  port=$(sed -n 's/^SERVER_PORT=//p' "$settings/waymark.env" | tail -n 1)
  for _ in $(seq 60); do
    if "$releases/current/bin/node" -e "fetch('http://127.0.0.1:${port:-8585}/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"; then
      return 0
    fi
    sleep 1
  done
  fail "the service is not ready after a minute; journalctl -u waymark says why. To go back: $0 --rollback"
}

if [ "${1:-}" = --rollback ]; then
  previous=$(readlink "$releases/previous") || fail "there is no release to go back to"
  [ -d "$releases/$previous" ] || fail "$releases/$previous is gone"
  running=$(readlink "$releases/current")
  switch_to "$previous"
  ln -sfn "$running" "$releases/previous"
  restart
  echo "Waymark $previous runs again. If it refuses the database, that was changed by $running: restore the backup that was made before."
  exit 0
fi

archive=${1:-}
[ -f "$archive" ] || fail "name the archive: $0 waymark-<version>-linux-<x64|arm64>.tar.gz"
if [ -f "$archive.sha256" ]; then
  (cd "$(dirname "$archive")" && sha256sum --check --quiet "$(basename "$archive").sha256") || fail "$archive is not what was released"
else
  echo "install.sh: $archive.sha256 is not here, so that the archive is taken as it is" >&2
fi

if [ -z "$root" ] && ! id waymark >/dev/null 2>&1; then
  useradd --system --user-group --no-create-home --home-dir /var/lib/waymark --shell /usr/sbin/nologin waymark
fi

mkdir -p "$releases" "$settings" "$(dirname "$unit")" "$root/usr/local/bin"
unpacked=$(mktemp -d "$releases/unpacking.XXXXXX")
trap 'rm -rf "$unpacked"' EXIT
tar -xzf "$archive" -C "$unpacked" --no-same-owner
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$unpacked/waymark/package.json" | head -n 1)
[ -n "$version" ] || fail "$archive is not a release of Waymark"
chmod -R go+rX "$unpacked/waymark"
if [ ! -d "$releases/$version" ]; then mv "$unpacked/waymark" "$releases/$version"; fi

running=$(readlink "$releases/current" || true)
if [ -n "$running" ] && [ "$running" != "$version" ]; then ln -sfn "$running" "$releases/previous"; fi
switch_to "$version"
for program in waymark metadata; do ln -sfn "/opt/waymark/current/bin/$program" "$root/usr/local/bin/$program"; done

source=$releases/$version/deploy/bare-metal
install -m 0644 "$source/waymark.service" "$unit"
if [ ! -e "$settings/waymark.env" ]; then
  install -m 0600 "$source/waymark.env" "$settings/waymark.env"
  # systemd reads it as root, commands that run as the service's account through the group.
  if [ -z "$root" ]; then chgrp waymark "$settings/waymark.env" && chmod 0640 "$settings/waymark.env"; fi
  has_systemd && systemctl daemon-reload
  echo "Waymark $version is installed. Set the values in /etc/waymark/waymark.env, then: systemctl enable --now waymark"
  exit 0
fi
restart
echo "Waymark $version is installed${running:+ in the place of $running}."
