/** Cursors of lists: where a page ends, in a text that only we read. */
import { isUuid, type Paging, problem } from '@waymark/spec'
import type { ListQuery } from './engine.ts'
import { keyLength } from './list-conditions.ts'

const largestPage = 1_000_000

/**
 * Where a page ends: the key of its last row, and of a list by time the time. The total is counted once, for the first page, and
 * carried along.
 */
export interface Cursor {
  readonly key: string
  readonly id: string
  readonly total: number
  readonly atMs: number
}

/** What a cursor says of the first or last entity of a page. */
export interface Place {
  readonly id: string
  readonly fqn: string
  readonly atMs?: number
}

function encode({ id, fqn, atMs }: Place, total: number): string {
  const key = [...fqn].slice(0, keyLength).join('')
  const time = atMs === undefined ? [] : [atMs]
  return Buffer.from(JSON.stringify([key, id, total, ...time])).toString('base64url')
}

function decode(parameter: string, text: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(parts)) {
      const [key, id, total, atMs = 0]: unknown[] = parts
      if (typeof key === 'string' && !key.includes('\u0000') && typeof id === 'string' && isUuid(id)) {
        if (isCount(total) && isCount(atMs)) return { key, id, total, atMs }
      }
    }
  } catch {
    // Told below: a caller cannot do anything with the reason.
  }
  throw problem('parameter-invalid', {
    parameter,
    expected: 'a cursor from paging.after or paging.before of an earlier page.',
  })
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export interface PageWindow {
  readonly limit: number
  readonly backwards: boolean
  readonly cursor: Cursor | undefined
}

/** @throws problem `parameter-invalid` on a bad limit or cursor */
export function windowOf({ limit = 10, after, before }: ListQuery): PageWindow {
  if (!Number.isInteger(limit) || limit < 0 || limit > largestPage) {
    throw problem('parameter-invalid', {
      parameter: 'limit',
      expected: `a whole number from 0 to ${largestPage}.`,
    })
  }
  const backwards = before !== undefined && after === undefined
  const given = after ?? before
  const cursor = given === undefined ? undefined : decode(backwards ? 'before' : 'after', given)
  return { limit, backwards, cursor }
}

/** Cursors to the pages before and after these entities. */
export function pagingOf(
  stored: readonly Place[],
  total: number,
  cursor: Cursor | undefined,
  more: boolean,
  backwards: boolean,
): Paging {
  const [first, last] = [stored[0], stored.at(-1)]
  const hasNext = backwards ? true : more
  const hasPrevious = backwards ? more : cursor !== undefined
  return {
    total,
    ...(first && hasPrevious ? { before: encode(first, total) } : {}),
    ...(last && hasNext ? { after: encode(last, total) } : {}),
  }
}
