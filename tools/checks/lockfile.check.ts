/** Proves that npm installs the very bytes that were reviewed: everything from a registry, everything with its checksum. */
import { readFileSync } from 'node:fs'
import { report } from './checkout.ts'

interface LockEntry {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
}

// npm writes the file; its shape is lockfileVersion 3.
const lockfile: { packages: Record<string, LockEntry> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)

report(
  Object.entries(lockfile.packages).flatMap(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link === true) return []
    if (entry.resolved !== undefined) {
      return [
        `${path}: names where it comes from (${entry.resolved}); remove it with "npm install --omit-lockfile-registry-resolved"`,
      ]
    }
    if (!entry.integrity?.startsWith('sha512-')) return [`${path}: has no SHA-512 checksum`]
    return []
  }),
)
