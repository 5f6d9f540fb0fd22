/** Reads what drivers hand back: numbers as texts, times as dates, bytes. */

/** A finite number; undefined for null and for what is none. */
export function numberOf(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const number = typeof value === 'number' ? value : Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** A count, 0 for null: an aggregate over no rows. */
export function countOf(value: unknown): number {
  return numberOf(value) ?? 0
}

const longestText = 1_000

/** A value as it may be kept and shown: JSON, texts of at most a thousand characters. */
export function shownValue(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`
  if (typeof value === 'bigint') return value.toString()
  // PostgreSQL's text holds no U+0000, JSON no lone halves of a character.
  if (typeof value === 'string') return value.slice(0, longestText).replaceAll('\u0000', '').toWellFormed()
  if (typeof value === 'object') {
    const text = JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner))
    return text.slice(0, longestText).toWellFormed()
  }
  return value
}

/** The same as text, for messages; `null` for null. */
export function shownText(value: unknown): string {
  const shown = shownValue(value)
  return shown === null ? 'null' : String(shown)
}
