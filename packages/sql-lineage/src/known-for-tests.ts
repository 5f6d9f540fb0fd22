/** The schema that the lineage tests read, and a one-line notation for what they expect. */
import { knownSchemas } from './known-schemas.ts'
import type { LineageResult } from './lineage.ts'

const table = (schema: string, name: string, ...columns: string[]) => ({ schema, name, columns })

export const knownTables = [
  table('public', 'a', 'id', 'x', 'y', 'b_id'),
  table('public', 'b', 'id', 'x', 'z'),
  table('public', 'c', 'id', 'a_id', 'w'),
  table('public', 'customers', 'id', 'name', 'region'),
  table('public', 'tree', 'id', 'parent_id', 'name'),
  table('public', 'docs', 'id', 'body', 'tags', 'page'),
  table('public', 'totals', 'region', 'total'),
  table('sales', 'orders', 'id', 'customer_id', 'amount', 'placed_at'),
  table('sales', 'a', 'id', 'only_in_sales'),
  table('Odd Schema', 'we.ird "t"', 'a b', 'SELECT', 'Ü/ß', '🦀'),
]

export const known = knownSchemas(knownTables)

/** `target: column<a.x+b.y, constant< | read: a b | ! note`; the public schema is left out. */
export function inShort({ target, columns, sources, notUnderstood }: LineageResult): string {
  const name = (schema: string, of: string): string => (schema === 'public' ? of : `${schema}.${of}`)
  const lineage = columns.map(
    ({ toColumn, from }) =>
      `${toColumn}<${from.map((each) => `${name(each.schema, each.table)}.${each.column}`).join('+')}`,
  )
  return [
    `${target ? `${name(target.schema, target.table)}: ` : ''}${lineage.join(', ')}`,
    `read: ${sources.map((each) => name(each.schema, each.table)).join(' ')}`,
    ...notUnderstood.map((note) => `! ${note}`),
  ].join(' | ')
}
