/** Values and comments as SQL text, for statements that are written out in full. */

/** What a generated row may hold; strings become quoted literals, `null` becomes NULL. */
export type Value = string | number | boolean | null

function literal(value: Value): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

/** One INSERT with all rows; identity columns take the values given. */
export function insert(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): string {
  const lines = rows.map((row) => `  (${row.map(literal).join(', ')})`)
  return `INSERT INTO ${table} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE VALUES\n${lines.join(',\n')}`
}

/** `COMMENT ON <what> IS '<text>'`; `what` is SQL, such as `COLUMN crm.customers.name`. */
export function comment(what: string, text: string): string {
  return `COMMENT ON ${what} IS ${literal(text)}`
}

/** Comments on the columns of one table. */
export function columnComments(table: string, texts: Readonly<Record<string, string>>): string[] {
  return Object.entries(texts).map(([column, text]) => comment(`COLUMN ${table}.${column}`, text))
}
