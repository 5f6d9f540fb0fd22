/** The entity tag (ETag) of a version, as the published clients compute it themselves. */
import { hash } from 'node:crypto'
import type { EntityTag } from './write-options.ts'

/** Versions as Python prints a float: `0.1`, `1.0`. */
export function printVersion(version: number): string {
  return Number.isInteger(version) ? version.toFixed(1) : String(version)
}

export const entityTag: EntityTag = ({ version, updatedAt }) => {
  const digest = hash('sha256', `${printVersion(version)}-${updatedAt}`)
  return `"${digest.slice(0, 16)}"`
}
