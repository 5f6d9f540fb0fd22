/** The entity tag (ETag) of a version, as the published clients compute it themselves. */
import { hash } from 'node:crypto'
import { problem } from '@waymark/spec'
import type { EntityTag } from './write-options.ts'

/** Versions as Python prints a float: `0.1`, `1.0`. */
export function printVersion(version: number): string {
  return Number.isInteger(version) ? version.toFixed(1) : String(version)
}

export const entityTag: EntityTag = ({ version, updatedAt }) => {
  const digest = hash('sha256', `${printVersion(version)}-${updatedAt}`)
  return `"${digest.slice(0, 16)}"`
}

/** The tag of one answer: of a version, and of what a caller was shown of it. `If-Match` looks at the version alone. */
export function contentTag(versionTag: string, content: string): string {
  return `${versionTag.slice(0, -1)}-${hash('sha256', content).slice(0, 16)}"`
}

/** @param ifMatch - the header of RFC 9110 §13.1.1: a list of tags, or `*` @throws problem `version-mismatch` where none is the stored one's */
export function requireMatch(stored: Parameters<EntityTag>[0], ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const wanted = ifMatch.split(',').map((tag) =>
    tag
      .trim()
      .replace(/^W\//, '')
      .replace(/-[0-9a-f]{16}"$/, '"'),
  )
  if (!wanted.includes(entityTag(stored))) throw problem('version-mismatch')
}
