/** Terms as a tree: what stands below what, which rows are in sight, where something may go. */
import { titleOf } from '../asset/asset.ts'
import type { Term } from './vocabulary.ts'

export interface TreeRow {
  readonly term: Term
  /** 1 for what stands directly in the family. */
  readonly depth: number
  /** Undefined when there is nothing below it. */
  readonly isOpen: boolean | undefined
  /** Position among those beside it, from 1, and how many these are. */
  readonly position: number
  readonly siblings: number
}

/** By the id above (empty: the family itself), each list sorted as it is shown. */
type Below = ReadonlyMap<string, readonly Term[]>

export function termsBelow(terms: readonly Term[]): Below {
  const ids = new Set(terms.map(({ id }) => id))
  const below = new Map<string, Term[]>()
  for (const term of terms) {
    // A term whose parent the reader may not see stands at the top rather than nowhere.
    const above = term.parent && ids.has(term.parent.id) ? term.parent.id : ''
    const list = below.get(above)
    if (list) list.push(term)
    else below.set(above, [term])
  }
  for (const list of below.values()) list.sort((a, b) => titleOf(a).localeCompare(titleOf(b), 'en'))
  return below
}

/** The rows in sight, top to bottom, where `open` names the terms that show what is below them. */
export function rowsOf(below: Below, open: ReadonlySet<string>): readonly TreeRow[] {
  const visit = (above: string, depth: number): TreeRow[] => {
    const list = below.get(above) ?? []
    return list.flatMap((term, index) => {
      const isOpen = below.has(term.id) ? open.has(term.id) : undefined
      const row = { term, depth, isOpen, position: index + 1, siblings: list.length }
      return isOpen ? [row, ...visit(term.id, depth + 1)] : [row]
    })
  }
  return visit('', 1)
}

/** Ids above a term, from the outermost to its parent. */
export function idsAbove(terms: readonly Term[], id: string): readonly string[] {
  const byId = new Map(terms.map((term) => [term.id, term]))
  const above: string[] = []
  for (
    let at = byId.get(id)?.parent?.id;
    at !== undefined && !above.includes(at);
    at = byId.get(at)?.parent?.id
  )
    above.unshift(at)
  return above
}

/**
 * Whether a term can go below another one: not where it is already, nor below itself.
 * @param to - id of the term above; undefined: the family itself
 */
export function mayMove(terms: readonly Term[], id: string, to: string | undefined): boolean {
  const moved = terms.find((term) => term.id === id)
  if (!moved || moved.parent?.id === to) return false
  return to === undefined || (to !== id && !idsAbove(terms, to).includes(id))
}

/** The row that a key leads to, by index; undefined where the key leads nowhere. */
export function rowAfterKey(rows: readonly TreeRow[], at: number, key: string): number | undefined {
  const row = rows[at]
  const last = rows.length - 1
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last)
    case 'ArrowUp':
      return Math.max(at - 1, -1)
    case 'Home':
      return -1
    case 'End':
      return last
    case 'ArrowLeft': {
      if (!row) return undefined
      for (let above = at - 1; above >= 0; above -= 1) {
        if ((rows[above]?.depth ?? 0) < row.depth) return above
      }
      return -1
    }
    default:
      return undefined
  }
}
