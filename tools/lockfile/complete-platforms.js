/**
 * Completes package-lock.json with the optional packages of platforms that npm left out of it.
 *
 * npm writes down only the platform packages it could see when it resolved the tree: a registry that mirrors some platforms, or an
 * existing node_modules, is enough to lose the others. `npm ci` then refuses the file on every machine. Run after "npm install":
 * `node tools/lockfile/complete-platforms.js`. Entries added here carry no checksum, which only a registry that has them can tell.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from '../launch/launch-error.js'

const path = join(rootDir, 'package-lock.json')
const lockfile = JSON.parse(readFileSync(path, 'utf8'))
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

const added = []
for (const [parent, { optionalDependencies = {}, dev = false }] of Object.entries(lockfile.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(parent, name)) continue
    lockfile.packages[`node_modules/${name}`] = entryFor(name, version, dev)
    added.push(`${name}@${version}`)
  }
}
const sorted = Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
lockfile.packages = Object.fromEntries(sorted)
if (added.length > 0) writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`)
console.log(
  added.length === 0 ? 'package-lock.json names every platform.' : `Added:\n  ${added.join('\n  ')}`,
)

/** Whether npm finds `name` from `parent`: beside it, or in any node_modules above. */
function isLocked(parent, name) {
  for (let dir = parent; ; dir = dir.slice(0, Math.max(0, dir.lastIndexOf('node_modules/') - 1))) {
    if (lockfile.packages[`${dir === '' ? '' : `${dir}/`}node_modules/${name}`] !== undefined) return true
    if (dir === '') return false
  }
}

/** The name tells the platform, as in @scope/binding-linux-arm64-musl; a name that does not is a package to look at. */
function entryFor(name, version, dev) {
  const parts = name.split('/').at(-1).split('-')
  const os = systems.filter((system) => parts.includes(system))
  const cpu = processors.filter((processor) => parts.includes(processor))
  const libc = parts.some((part) => part.startsWith('musl'))
    ? ['musl']
    : parts.includes('gnu')
      ? ['glibc']
      : undefined
  if (os.length !== 1 || cpu.length > 1 || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(
      `${name}@${version} is missing from package-lock.json, and neither platform nor version can be told from its name.`,
    )
  }
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    os,
  }
}
