/** Text that was being written when the page went away: kept in the tab until saved or dropped. */

export interface Draft {
  readonly text: string
  /** The text the editing began with, to notice a conflict. */
  readonly base: string
}

const prefix = 'waymark.draft:'

/** One editable text: `table`, `svc.db.schema.t`, and the column's name when it is a column's. */
export function draftKey(type: string, fqn: string, columnFqn?: string): string {
  return `${prefix}${JSON.stringify(columnFqn === undefined ? [type, fqn] : [type, fqn, columnFqn])}`
}

export function saveDraft(storage: Storage, key: string, draft: Draft): void {
  try {
    storage.setItem(key, JSON.stringify(draft))
  } catch {
    // The storage is full or switched off; the text is still in the page.
  }
}

export function readDraft(storage: Storage, key: string): Draft | undefined {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? 'null')
    if (typeof value !== 'object' || value === null) return undefined
    const { text, base } = value as Partial<Draft> // checked in the next line
    return typeof text === 'string' && typeof base === 'string' ? { text, base } : undefined
  } catch {
    return undefined
  }
}

export function dropDraft(storage: Storage, key: string): void {
  storage.removeItem(key)
}

/** The column of a table that has a draft, if one has. */
export function draftedColumn(storage: Storage, type: string, fqn: string): string | undefined {
  for (let i = 0; i < storage.length; i += 1) {
    const key = storage.key(i)
    if (!key?.startsWith(prefix)) continue
    const parts: unknown = JSON.parse(key.slice(prefix.length))
    if (Array.isArray(parts) && parts[0] === type && parts[1] === fqn && typeof parts[2] === 'string')
      return parts[2]
  }
  return undefined
}
