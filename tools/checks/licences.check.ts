/** Proves that everything we depend on may be passed on under Apache-2.0, and that what only builds and tests may be used. */
import { existsSync, readFileSync } from 'node:fs'
import { report } from './checkout.ts'

interface LockEntry {
  readonly license?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
}

/** SPDX ids. */
const permissive = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0', 'Zlib', 'PostgreSQL', 'Python-2.0', 'CC-BY-4.0'],
])
/** Its obligations concern changed files of the package, and we change none. */
const ofTools = new Set(['MPL-2.0'])

/** Packages that name their licence in words of their own, with what was found there. */
const read: Readonly<Record<string, string>> = { 'uri-templates': 'Unlicense' }

// npm writes the file; its shape is lockfileVersion 3.
const { packages }: { packages: Record<string, LockEntry> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)

report(
  Object.entries(packages).flatMap(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link === true) return []
    const name = path.split('node_modules/').at(-1) ?? ''
    const licence = read[name] ?? entry.license ?? installedLicence(path)
    // Binaries of other platforms are under the licence of the package that asks for them, which is locked too.
    if (licence === undefined && entry.optional === true) return []
    if (licence === undefined) return [`${path}: says no licence`]
    const allowed = (id: string) => permissive.has(id) || (entry.dev === true && ofTools.has(id))
    return isAllowed(licence, allowed)
      ? []
      : [`${path}: is under ${licence}; it may not be part of a release`]
  }),
)

/** `(A OR B) AND C`, as far as packages use it: OR binds weaker than AND, and nothing nests deeper. */
function isAllowed(expression: string, allowed: (id: string) => boolean): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .some((alternative) => alternative.split(/\s+AND\s+/).every((id) => allowed(id.trim())))
}

function installedLicence(path: string): string | undefined {
  if (!existsSync(`${path}/package.json`)) return undefined
  const { license } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as { license?: unknown } // a package's own
  return typeof license === 'string' ? license : undefined
}
