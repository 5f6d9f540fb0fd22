/** What the fields of an explore are made of: the columns of tables that their LookML names, also through other fields. */
import { type Json, text } from '../json-values.ts'

/** A column of the table behind a view, by the name that the explore has for the view. */
export interface FieldOrigin {
  readonly view: string
  /** From the outermost column inwards. */
  readonly path: readonly string[]
}

const part = String.raw`"[^"]+"|${'`[^`]+`'}|\[[^\]]+\]|[\p{L}_][\p{L}\p{N}_$]*`
const ofTable = new RegExp(String.raw`\$\{TABLE\}((?:\.(?:${part}))+)`, 'gu')
const onePart = new RegExp(part, 'gu')
const ofField = /\$\{([a-z_]\w*)(?:\.([a-z_]\w*))?(?:::\w+)?\}/gi
const onlyColumn = new RegExp(String.raw`^\s*\$\{TABLE\}\.(?:${part})\s*$`, 'u')

/** Whether the field shows a column as it is. */
export function isColumn(sql: string): boolean {
  return onlyColumn.test(sql)
}

/**
 * @param fields - all of an explore
 * @returns the origins of a field by its full name (`orders.amount`); none where its SQL is a template
 */
export function fieldOrigins(fields: readonly Json[]): (name: string) => readonly FieldOrigin[] {
  const byName = new Map(fields.map((field) => [String(field.name), field]))
  const found = new Map<string, readonly FieldOrigin[]>()

  function originsOf(name: string): readonly FieldOrigin[] {
    const known = found.get(name)
    if (known) return known
    // Fields that name each other in a circle end here.
    found.set(name, [])
    const field = byName.get(name)
    const sql = text(field?.sql)
    if (!field || sql === undefined || /\{\{|\{%/.test(sql)) return []
    const view = text(field.view) ?? name.replace(/\..*$/s, '')
    const origins = new Map<string, FieldOrigin>()
    const add = (origin: FieldOrigin) => origins.set(JSON.stringify(origin), origin)
    for (const [, path = ''] of sql.matchAll(ofTable))
      add({ view, path: [...path.matchAll(onePart)].map(([word]) => word.replace(/^["`[]|["`\]]$/g, '')) })
    for (const [, first = '', second] of sql.matchAll(ofField))
      if (first !== 'TABLE')
        originsOf(second === undefined ? `${view}.${first}` : `${first}.${second}`).forEach(add)
    found.set(name, [...origins.values()])
    return [...origins.values()]
  }
  return originsOf
}
