/**
 * The Debian package on a throw-away copy of this machine: dpkg and the maintainer's scripts are real, and so are the files they leave.
 * systemd is not started: what scripts ask of it is written down by a `systemctl` in its place, which asks the real one what is enabled.
 * subject: tools/release deploy/debian deploy/bare-metal
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const checkout = fileURLToPath(new URL('../../../', import.meta.url))
/** Not under /tmp, which may be memory: a machine with the package needs a gigabyte. */
const directory = mkdtempSync('/var/tmp/waymark-debian-')
const made = join(directory, 'made')
const isDebian = spawnSync('dpkg', ['--version']).status === 0
const isRoot = process.getuid?.() === 0

function makePackage(...words: string[]): string {
  const said = execFileSync(process.execPath, ['tools/launch.js', 'release', 'deb', ...words], {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return said.trim().split('\n').at(-1) ?? ''
}

let released = ''

beforeAll(() => {
  released = makePackage('--into', made)
}, 900_000)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe.runIf(process.platform === 'linux')('the Debian package', () => {
  it('is the same, byte for byte, when it is made of the same archive again', () => {
    const archive = join(made, `waymark-0.1.0-linux-${process.arch}.tar.gz`)
    const again = makePackage('--archive', archive, '--into', join(directory, 'again'))
    expect(readFileSync(again).equals(readFileSync(released))).toBe(true)
  })

  it.runIf(isDebian)('says what it needs, and holds unit, settings, licences and a bill of materials', () => {
    const field = (name: string) =>
      execFileSync('dpkg-deb', ['--field', released, name], { encoding: 'utf8' }).trim()
    expect([field('Package'), field('Version'), field('Depends')]).toEqual([
      'waymark',
      '0.1.0',
      'adduser, libc6 (>= 2.28), libstdc++6 (>= 8)',
    ])
    const held = execFileSync('dpkg-deb', ['--contents', released], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    const paths = held.split('\n').map((line) => /\.\/(\S*)/.exec(line)?.[1] ?? '')
    expect(
      paths.filter((path) => path !== '' && !path.startsWith('usr/lib/waymark/') && !path.endsWith('/')),
    ).toEqual([
      'etc/waymark/waymark.env',
      'usr/bin/metadata',
      'usr/bin/waymark',
      'usr/lib/systemd/system/waymark.service',
      'usr/share/doc/waymark/changelog.gz',
      'usr/share/doc/waymark/copyright',
    ])
    expect(paths).toContain('usr/lib/waymark/sbom.cdx.json')
    // Nobody but root may change any of it.
    expect(
      held.split('\n').filter((line) => line !== '' && !/^[dl-]rwxr-xr-x 0\/0 |^-rw-r--r-- 0\/0 /.test(line)),
    ).toEqual([])
  })
})

describe.runIf(isDebian && isRoot)('a machine with the Debian package', () => {
  /** Runs a script where this machine's files are, and what it changes goes to a directory of the test. */
  function onMachine(script: string) {
    const [changes, work, root] = ['changes', 'work', 'root'].map((name) => {
      mkdirSync(join(directory, name), { recursive: true })
      return join(directory, name)
    })
    const setUp = `
      mount --make-rprivate /
      mount -t overlay overlay -o lowerdir=/,upperdir=${changes},workdir=${work} ${root}
      mount -t proc proc ${root}/proc
      mount -t tmpfs tmpfs ${root}/run
      mount --bind ${directory} ${root}/mnt
      cat > ${root}/run/script
      exec chroot ${root} env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -e /run/script`
    return spawnSync('unshare', ['--mount', 'sh', '-ec', setUp], { input: script, encoding: 'utf8' })
  }

  /** The same on a machine that systemd runs: also what systemd was told. */
  function withSystemd(script: string) {
    const recorder = `#!/bin/sh
case "$*" in
  *is-enabled*) exec /usr/bin/systemctl --root=/ is-enabled waymark.service ;;
  *is-active*) exit 3 ;;
esac
echo "$*" >> /run/told`
    const ran = onMachine(`
mkdir -p /run/systemd/system /run/bin
cat > /run/bin/systemctl <<'END'
${recorder}
END
chmod +x /run/bin/systemctl
PATH=/run/bin:$PATH
rm -f /usr/sbin/policy-rc.d
touch /run/told
trap "sed 's/^/told: /' /run/told" EXIT
${script}`)
    const told = ran.stdout
      .split('\n')
      .flatMap((line) => /^told: (?:--quiet |--system )*(.+)/.exec(line)?.[1] ?? [])
    return { ...ran, told }
  }

  const light = join(directory, 'light')
  beforeAll(() => {
    execFileSync('dpkg-deb', ['--raw-extract', released, light])
    for (const name of ['node_modules', 'docs', 'packages'])
      rmSync(join(light, 'usr/lib/waymark', name), { recursive: true })
  })

  /** The package of another version, with little in it, so that upgrades are quick, and with other settings. */
  function otherPackage(version: string, preinst?: string): string {
    const control = join(light, 'DEBIAN/control')
    writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`))
    appendFileSync(join(light, 'etc/waymark/waymark.env'), `# Said in ${version}.\n`)
    const script = join(light, 'DEBIAN/preinst')
    if (preinst === undefined) rmSync(script, { force: true })
    else writeFileSync(script, preinst, { mode: 0o755 })
    const target = join(directory, `waymark-${version}.deb`)
    execFileSync('dpkg-deb', ['-Znone', '--build', light, target])
    return target
  }

  /** As unattended upgrades do: files that the administrator changed stay. */
  const install = 'dpkg --force-confdef --force-confold --install'
  const inDirectory = (path: string): string => `/mnt${path.slice(directory.length)}`

  it('has account, state directory, settings and commands, and starts nothing by itself', () => {
    const ran = onMachine(`
rm -rf /var/lib/waymark /etc/waymark # what tests left on this machine
sed -i /^waymark:/d /etc/passwd /etc/shadow /etc/group /etc/gshadow
${install} ${inDirectory(released)} > /run/said
tail -n 1 /run/said
stat -c '%a %U %G %n' /etc/waymark/waymark.env /var/lib/waymark
waymark --version
/usr/bin/systemctl --root=/ is-enabled waymark.service || true
setpriv --reuid waymark --regid waymark --clear-groups test -r /etc/waymark/waymark.env
dpkg --verify waymark | grep -v /usr/share/doc/ || true # which slim machines leave out`)
    expect([ran.stderr, ran.stdout.trim().split('\n')]).toEqual([
      '',
      [
        'Waymark is installed. Set the values in /etc/waymark/waymark.env, then: systemctl enable --now waymark',
        '640 root waymark /etc/waymark/waymark.env',
        '700 waymark waymark /var/lib/waymark',
        '0.1.0',
        'disabled',
      ],
    ])
  })

  it('keeps settings and data through an upgrade, during which the service is stopped', () => {
    const next = inDirectory(otherPackage('0.2.0'))
    const ran = withSystemd(`
echo SERVER_PORT=9000 >> /etc/waymark/waymark.env
echo kept > /var/lib/waymark/data
/usr/bin/systemctl --root=/ --quiet enable waymark.service
${install} ${next} > /run/said
dpkg-query --show waymark
tail -n 1 /etc/waymark/waymark.env /var/lib/waymark/data
stat -c '%a %U %G' /etc/waymark/waymark.env`)
    expect(ran.told).toEqual(['stop waymark.service', 'daemon-reload', 'start waymark.service'])
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringContaining('waymark\t0.2.0\n')])
    for (const kept of ['SERVER_PORT=9000', 'kept', '640 root waymark']) expect(ran.stdout).toContain(kept)
  })

  it('runs the old service again when an upgrade fails', () => {
    const broken = inDirectory(otherPackage('0.3.0', '#!/bin/sh\nexit 1\n'))
    const ran = withSystemd(
      `${install} ${broken} > /run/said 2>&1 || echo refused; dpkg-query --show waymark`,
    )
    expect(ran.told).toEqual(['stop waymark.service', 'daemon-reload', 'start waymark.service'])
    expect(ran.stdout).toContain('refused\nwaymark\t0.2.0\n')
  })

  it('takes the older package back', () => {
    const ran = withSystemd(`
${install} ${inDirectory(released)} > /run/said 2>&1
dpkg-query --show waymark
waymark --version
tail -n 1 /etc/waymark/waymark.env`)
    expect(ran.told).toEqual(['stop waymark.service', 'daemon-reload', 'start waymark.service'])
    expect(ran.stdout).toContain('waymark\t0.1.0\n0.1.0\nSERVER_PORT=9000\n')
  })

  it.each([
    ['prerm', 'upgrade 0.2.0', ['stop waymark.service']],
    ['prerm', 'failed-upgrade 0.0.9 0.1.0', ['stop waymark.service']],
    ['prerm', 'remove', ['stop waymark.service']],
    ['prerm', 'deconfigure in-favour other 1 removing waymark 0.1.0', ['stop waymark.service']],
    ['postinst', 'abort-upgrade 0.2.0', ['daemon-reload', 'start waymark.service']],
    ['postinst', 'abort-remove', ['daemon-reload', 'start waymark.service']],
    ['postinst', 'abort-deconfigure in-favour other 1', ['daemon-reload', 'start waymark.service']],
    ['postinst', 'configure 0.1.0', ['daemon-reload', 'start waymark.service']],
    ['postrm', 'remove', ['daemon-reload']],
    ['postrm', 'upgrade 0.2.0', []],
    ['postrm', 'failed-upgrade 0.0.9 0.1.0', []],
    ['postrm', 'abort-upgrade 0.2.0 0.1.0', []],
    ['postrm', 'abort-install', []],
    ['postrm', 'disappear other 1', []],
  ])('keeps its data when dpkg calls %s with "%s"', (script, words, told) => {
    const ran = withSystemd(`/var/lib/dpkg/info/waymark.${script} ${words} && cat /var/lib/waymark/data`)
    expect([ran.status, ran.stderr, ran.told]).toEqual([0, '', told])
    expect(ran.stdout).toMatch(/^kept$/m)
    expect(onMachine(`/var/lib/dpkg/info/waymark.${script} ${words}`).status).toBe(0)
  })

  it('keeps settings and data when the package is removed, and starts again with them when it comes back', () => {
    const removed = withSystemd(
      'dpkg --remove waymark > /run/said; cat /etc/waymark/waymark.env /var/lib/waymark/data',
    )
    expect([removed.stderr, removed.told]).toEqual(['', ['stop waymark.service', 'daemon-reload']])
    expect(removed.stdout).toContain('SERVER_PORT=9000\nkept\n')
    const back = withSystemd(`${install} ${inDirectory(otherPackage('0.2.0'))} > /run/said`)
    expect([back.status, back.told]).toEqual([0, ['daemon-reload', 'start waymark.service']])
  })

  it('leaves nothing but the account when it is purged', () => {
    const ran = withSystemd(`
dpkg --purge waymark > /run/said
ls -d /usr/lib/waymark /etc/waymark /var/lib/waymark /etc/systemd/system/*/waymark.service /usr/bin/waymark 2>/dev/null || true
dpkg-query --show waymark 2>/dev/null || true
id -un waymark
echo end`)
    expect([ran.status, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toMatch(/^waymark\nend\n/)
    expect(ran.told).toEqual(['stop waymark.service', 'daemon-reload', 'daemon-reload'])
  })

  it('takes the data through a link to another disk, too, and leaves the disk', () => {
    for (const name of ['changes', 'work']) rmSync(join(directory, name), { recursive: true })
    const ran = onMachine(`
rm -rf /var/lib/waymark
mkdir -p /srv/disk
ln -s /srv/disk /var/lib/waymark
${install} ${inDirectory(join(directory, 'waymark-0.2.0.deb'))} > /run/said
echo data > /var/lib/waymark/data
dpkg --purge waymark > /run/said
ls -A /srv/disk
ls -d /srv/disk /var/lib/waymark 2>/dev/null || true`)
    expect([ran.stderr, ran.stdout]).toEqual(['', '/srv/disk\n'])
  })
})
