/**
 * Makes what is released: `npm run release -- <what> [--into DIR] [--cpu x64|amd64|arm64] [--archive FILE]`.
 *
 * Archive and Debian package count as made when the checkout's last commit was, or at SOURCE_DATE_EPOCH: the same sources give the same bytes.
 *
 * | what | result in DIR (default `release`) |
 * | --- | --- |
 * | `tree` | the unpacked release with its production dependencies, ready to run: the content of the image |
 * | `archive` | `waymark-<version>-linux-<cpu>.tar.gz` of that, and its SHA-256 |
 * | `deb` | `waymark_<version>_<amd64 or arm64>.deb` of that archive, which is made too unless `--archive` names one |
 * | `package` | `waymark-<version>.tgz` for an npm registry, without dependencies |
 * | `sbom` | `waymark-<version>.cdx.json`, CycloneDX, of what the tree holds |
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDebianPackage } from './debian-package.ts'
import { packedTar } from './packed-tar.ts'
import { makeReadOnlyReady } from './read-only-ready.ts'
import { writeReleaseTree } from './release-tree.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    into: { type: 'string', default: 'release' },
    cpu: { type: 'string', default: process.arch },
    archive: { type: 'string' },
  },
})
const into = resolve(values.into)
/** Container engines say amd64 for what Node calls x64. */
const cpu = values.cpu === 'amd64' ? 'x64' : values.cpu
const makers: Readonly<Record<string, () => string>> = {
  tree: () => installedTree(into),
  archive: () => inTemporary(archive),
  deb: () => {
    mkdirSync(into, { recursive: true })
    const made = values.archive ?? inTemporary(archive)
    return inTemporary((staging) => makeDebianPackage(made, staging, into))
  },
  package: () => inTemporary(npmPackage),
  sbom: () => inTemporary(sbom),
}
const make = makers[positionals[0] ?? '']
if (make === undefined) {
  console.error(
    `Usage: npm run release -- <${Object.keys(makers).join('|')}> [--into DIR] [--cpu x64|arm64] [--archive FILE]`,
  )
  process.exitCode = 2
} else console.log(make())

function installedTree(target: string): string {
  rmSync(target, { recursive: true, force: true })
  writeReleaseTree(target)
  const platform = ['--os=linux', `--cpu=${cpu}`, '--libc=glibc']
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  npm(['ci', '--ignore-scripts', '--omit=dev', ...platform, ...quiet], target)
  makeReadOnlyReady(target, cpu)
  writeFileSync(join(target, 'sbom.cdx.json'), billOfMaterials(target))
  return target
}

function archive(staging: string): string {
  const { version } = packageIn(installedTree(join(staging, 'waymark')))
  mkdirSync(into, { recursive: true })
  const path = join(into, `waymark-${version}-linux-${cpu}.tar.gz`)
  packedTar(path, staging, 'waymark', sourceSeconds())
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
  writeFileSync(`${path}.sha256`, `${digest}  ${basename(path)}\n`)
  return path
}

function npmPackage(staging: string): string {
  writeReleaseTree(staging)
  mkdirSync(into, { recursive: true })
  const answer = npm(['pack', '--json', '--silent', '--pack-destination', into], staging)
  const [packed] = JSON.parse(answer) as [{ filename: string }] // npm's documented answer
  return join(into, packed.filename)
}

function sbom(staging: string): string {
  // npm names the bill's subject by the directory.
  const tree = join(staging, 'waymark')
  writeReleaseTree(tree)
  mkdirSync(into, { recursive: true })
  const path = join(into, `waymark-${packageIn(tree).version}.cdx.json`)
  writeFileSync(path, billOfMaterials(tree))
  return path
}

/** CycloneDX of the release below `directory`; without the number and the time that npm gives each bill, which would differ every time. */
function billOfMaterials(directory: string): string {
  const options = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only', '--omit=dev']
  const { serialNumber: _, ...bill } = JSON.parse(npm(['sbom', ...options], directory)) as {
    serialNumber: string
    metadata: { timestamp?: string }
  } // CycloneDX 1.5
  delete bill.metadata.timestamp
  return `${JSON.stringify(bill, null, 2)}\n`
}

/** When the sources were last changed, Unix time; now where there is no history of them. */
function sourceSeconds(): number {
  if (process.env.SOURCE_DATE_EPOCH !== undefined) return Number(process.env.SOURCE_DATE_EPOCH)
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : Math.floor(Date.now() / 1000)
}

function inTemporary(make: (directory: string) => string): string {
  const directory = mkdtempSync(join(tmpdir(), 'waymark-release-'))
  try {
    return make(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function npm(words: readonly string[], directory: string): string {
  // npm that runs a script of the checkout tells the scripts below it so, and they would then work on the checkout.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix|prefix)/.test(name),
    ),
  )
  return execFileSync('npm', words, {
    cwd: directory,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function packageIn(directory: string): { readonly version: string } {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string } // written above
}
