/**
 * The release as newcomers and machines have it: from npm in an empty directory, and installed as a service that may write nowhere else.
 * subject: tools/release deploy apps/cli/bin apps/server/src/embedded-postgres package-lock.json
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const checkout = fileURLToPath(new URL('../../../', import.meta.url))
/** Under /var/tmp, since everything under /tmp is hidden from the service. */
const directory = mkdtempSync('/var/tmp/waymark-release-')
const isRoot = process.getuid?.() === 0

const release = (what: string): string => {
  const program = ['tools/launch.js', 'release', what, '--into', join(directory, 'made')]
  const said = execFileSync(process.execPath, program, {
    cwd: checkout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return said.trim().split('\n').at(-1) ?? ''
}

beforeAll(() => chmodSync(directory, 0o755))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the npm package', () => {
  it('starts a catalog in an empty directory, with nothing but npm and the Node that runs it', async () => {
    const archive = release('package')
    const project = join(directory, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"private": true}')
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent']
    execFileSync('npm', ['install', ...options, archive], { cwd: project, stdio: 'inherit' })

    const home = mkdtempSync(join(tmpdir(), 'waymark-newcomer-'))
    const program = join(project, 'node_modules/.bin/waymark')
    const child = spawn(
      process.execPath,
      [program, 'start', '--no-demo', '--port', '0', '--data-dir', home],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const ended = once(child, 'exit')
    let url = ''
    for await (const line of createInterface({ input: child.stdout })) {
      url = /Waymark is ready: (\S+)/.exec(line)?.[1] ?? ''
      if (url !== '') break
    }
    const page = await (await fetch(`${url}/`)).text()
    expect(page).toContain('<div id="root">')
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    child.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
    rmSync(home, { recursive: true, force: true })
  }, 300_000)

  it('holds no test, no source that needs compiling, and locks every dependency with its checksum', () => {
    const listed = execFileSync('tar', ['-tzf', join(directory, 'made', 'waymark-0.1.0.tgz')], {
      encoding: 'utf8',
    })
    expect(listed.split('\n').filter((path) => /\.test\.|\.tsx?$|\/testing\//.test(path))).toEqual([])
    const lock = JSON.parse(
      readFileSync(join(directory, 'project/node_modules/waymark/npm-shrinkwrap.json'), 'utf8'),
    ) as { packages: Record<string, { integrity?: string; dev?: boolean }> }
    const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(
      entries.filter(([, { integrity, dev }]) => dev === true || !integrity?.startsWith('sha512-')),
    ).toEqual([])
  })

  it('has a bill of materials that names every package of it with its checksum', () => {
    const bill = JSON.parse(readFileSync(release('sbom'), 'utf8')) as {
      bomFormat: string
      components: { name: string; hashes?: unknown[]; purl: string }[]
    }
    expect(bill.bomFormat).toBe('CycloneDX')
    expect(bill.components.map(({ name }) => name)).toContain('fastify')
    expect(
      bill.components.filter(({ purl, hashes }) => !purl.startsWith('pkg:npm/') || hashes === undefined),
    ).toEqual([])
  })
})

describe.runIf(process.platform === 'linux')('the archive', () => {
  const root = join(directory, 'root')
  const install = (...words: string[]) =>
    spawnSync('sh', [join(checkout, 'deploy/bare-metal/install.sh'), ...words], {
      env: { ...process.env, DESTDIR: root },
      encoding: 'utf8',
    })

  it('is installed, upgraded, and taken back by one script, which refuses what was changed on the way', () => {
    const archive = release('archive')
    const first = install(archive)
    expect([first.status, first.stderr, first.stdout]).toEqual([
      0,
      '',
      expect.stringContaining('is installed'),
    ])
    expect(statSync(join(root, 'etc/waymark/waymark.env')).mode & 0o777).toBe(0o600)
    expect(readlinkSync(join(root, 'opt/waymark/current'))).toBe('0.1.0')

    // The same release under another number is what an upgrade looks like.
    const next = join(directory, 'next')
    mkdirSync(next)
    execFileSync('tar', ['-xzf', archive, '-C', next])
    const manifest = join(next, 'waymark/package.json')
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace('"version": "0.1.0"', '"version": "0.2.0"'),
    )
    const upgraded = join(directory, 'waymark-0.2.0.tar.gz')
    execFileSync('tar', ['-I', 'gzip -1', '-cf', upgraded, '-C', next, 'waymark'])
    expect(install(upgraded).stdout).toContain('Waymark 0.2.0 is installed in the place of 0.1.0')
    expect(readlinkSync(join(root, 'opt/waymark/current'))).toBe('0.2.0')
    expect(install('--rollback').status).toBe(0)
    expect(readlinkSync(join(root, 'opt/waymark/current'))).toBe('0.1.0')

    writeFileSync(`${upgraded}.sha256`, `${'0'.repeat(64)}  waymark-0.2.0.tar.gz\n`)
    expect(install(upgraded)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not what was released'),
    })
  }, 600_000)

  it('has a unit that systemd understands and that exposes little', () => {
    const unit = join(root, 'etc/systemd/system/waymark.service')
    if (spawnSync('systemd-analyze', ['--version']).status !== 0)
      throw new Error('this needs systemd-analyze, which comes with systemd')
    const checked = join(directory, 'waymark.service')
    // The program is where the test installed it.
    writeFileSync(checked, readFileSync(unit, 'utf8').replace('ExecStart=', `ExecStart=${root}`))
    const verified = spawnSync('systemd-analyze', ['verify', checked], { encoding: 'utf8' })
    expect([verified.status, verified.stderr]).toEqual([0, ''])
    const exposure = ['security', '--offline=true', '--threshold=15', '--no-pager', checked]
    expect(spawnSync('systemd-analyze', exposure, { encoding: 'utf8' }).status).toBe(0)
  })

  it.runIf(isRoot)(
    'serves as an account without rights, from a read-only file system, and leaves nothing but its state',
    async () => {
      const state = join(directory, 'state')
      mkdirSync(state, { mode: 0o700 })
      chownSync(state, 10_001, 10_001)
      // What unit, image and chart ask of systemd and container engines, asked of the kernel.
      const confined = `
        mount --make-rprivate / && mount -t tmpfs tmpfs /tmp && chmod 1777 /tmp
        mount --bind ${directory} ${directory} && mount -o remount,bind,ro ${directory}
        mount --bind ${state} ${state} && mount -o remount,bind,rw ${state}
        mount -o remount,bind,ro /
        cp /etc/passwd /tmp/passwd && echo 'waymark:x:10001:10001::${state}:/usr/sbin/nologin' >> /tmp/passwd && mount --bind /tmp/passwd /etc/passwd
        exec env -i HOME=${state} WAYMARK_HOME=${state} NODE_ENV=production LOG_FORMAT=json AUTHENTICATION_PROVIDER=basic \\
          setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \\
          ${root}/opt/waymark/current/bin/waymark-server --json --port 0 --admin-port 0`
      const child = spawn('unshare', ['--mount', '--ipc', 'sh', '-ec', confined], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const errors = text(child.stderr)
      const ended = once(child, 'exit')
      let url = ''
      for await (const line of createInterface({ input: child.stdout })) {
        if (!line.startsWith('{"event":"ready"')) continue
        url = (JSON.parse(line) as { url: string }).url
        break
      }
      if (url === '') throw new Error(await errors)
      const health = { SERVER_PORT: new URL(url).port }
      const asked = spawnSync(process.execPath, [join(checkout, 'deploy/docker/health.js')], { env: health })
      expect(asked.status).toBe(0)
      expect((await fetch(url)).status).toBe(200)
      child.kill('SIGTERM')
      expect((await ended)[0]).toBe(0)
      expect(existsSync(join(state, 'postgres/cluster/PG_VERSION'))).toBe(true)
      // The binaries of PostgreSQL were complete where they lie.
      expect(existsSync(join(state, 'postgres/postgresql-18.4.0-beta.17'))).toBe(false)
    },
    120_000,
  )
})
