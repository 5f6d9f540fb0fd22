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

/** Random parts of all documents, for counts that need no more: one of so many. */
export const parts = [8, 64, 512] as const

export type Part = (typeof parts)[number]

export function partTerm(part: Part): string {
  return `part=1/${part}`
}

/** Whether a document is in a part says the random end of its id. */
export function partsOf(id: string): Part[] {
  const end = Number.parseInt(id.slice(-3), 16)
  return parts.filter((part) => end % part === 0)
}
