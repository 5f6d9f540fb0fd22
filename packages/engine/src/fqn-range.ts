/** Finds rows by a fully qualified name and everything below it, over an index of the names' beginnings. */

/**
 * SQL that holds for a column with the name in `parameter` (as `$1`) or one below it. Names reach 3,072 characters, so
 * indexes hold `left(column, 500) collate "C"`; `/` follows `.` in the order of bytes.
 */
export function atOrBelow(column: string, parameter: string): string {
  const key = `left(${column}, 500) collate "C"`
  return (
    `(${key} >= left(${parameter}, 500) and ${key} <= left(${parameter} || '/', 500)` +
    ` and (${column} = ${parameter} or starts_with(${column}, ${parameter} || '.')))`
  )
}

/** A name with the beginning `from` replaced by `to`; undefined for names elsewhere. */
export function renamedFqn(fqn: string, from: string, to: string): string | undefined {
  if (fqn === from) return to
  return fqn.startsWith(`${from}.`) ? to + fqn.slice(from.length) : undefined
}
