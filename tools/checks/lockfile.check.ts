/** Proves that npm installs the very bytes that were reviewed, on every platform: all from a registry, all with a checksum. */
import { readFileSync } from 'node:fs'
import { report } from './checkout.ts'

interface LockEntry {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optional?: boolean
  readonly os?: unknown
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Binaries of development tools for platforms whose packages were not to be had where the file was written. */
const withoutChecksum = /^node_modules\/@(biomejs\/cli|oxc-parser\/binding)-/

// npm writes the file; its shape is lockfileVersion 3.
const { packages }: { packages: Record<string, LockEntry> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)
const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))

report(
  Object.entries(packages).flatMap(([path, entry]) => [
    ...problemsOf(path, entry),
    ...missingPlatforms(path, entry),
  ]),
)

function problemsOf(path: string, entry: LockEntry): string[] {
  if (!path.includes('node_modules/') || entry.link === true) return []
  if (entry.resolved !== undefined) {
    return [
      `${path}: comes from ${entry.resolved}; depend on the registry, and keep omit-lockfile-registry-resolved in .npmrc`,
    ]
  }
  const isExcused = entry.optional === true && entry.os !== undefined && withoutChecksum.test(path)
  return entry.integrity?.startsWith('sha512-') || isExcused ? [] : [`${path}: has no SHA-512 checksum`]
}

/** npm forgets platforms it did not see, and then "npm ci" refuses the file everywhere. */
function missingPlatforms(path: string, { optionalDependencies = {} }: LockEntry): string[] {
  return Object.keys(optionalDependencies)
    .filter((name) => !names.has(name))
    .map(
      (name) =>
        `${path}: needs ${name}, which is not locked; run "node tools/lockfile/complete-platforms.js"`,
    )
}
