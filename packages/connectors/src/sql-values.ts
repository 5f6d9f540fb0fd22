/** Values and names as the SQL of files has them: what drivers hand out, and what they take. */
import type { SqlRow } from '@waymark/ingest'

/** A name in the quotes of the SQL standard. */
export function doubleQuoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Whole numbers that a number can hold are numbers, as with drivers of servers; larger ones stay as they are. */
export function withNumbers(row: SqlRow): SqlRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const fits = typeof value === 'bigint' && Number.isSafeInteger(Number(value))
      return [name, fits ? Number(value) : value]
    }),
  )
}
