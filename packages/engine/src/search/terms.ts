/** The words of the index that filters use: `member=value`, in lower case, and `has=member`. */
import { createHash } from 'node:crypto'

/** Longer values stand as their digest. */
const longestValue = 120

export function term(path: string, value: string): string {
  const lower = value.toLowerCase()
  return lower.length <= longestValue
    ? `${path}=${lower}`
    : `${path}#${createHash('md5').update(lower).digest('hex')}`
}

export function has(member: string): string {
  return `has=${member}`
}

/** A tag of the entity itself, where one of its columns does not count. */
export const ownTag = 'own.tag'

/** Documents fall into this many parts, by the random end of their ids. */
export const samples = 256

/** One part of all documents, for counts that need no more. */
export function sampleTerm(part: number): string {
  return `sample=${part}`
}
