/** The sample company "Fjordlight Energy": the SQL that builds its database, and whether a database has it. */
import { createDraw } from './draw.ts'
import { reader } from './reader.ts'
import { billing } from './schemas/billing.ts'
import { crm } from './schemas/crm.ts'
import { finance } from './schemas/finance.ts'
import { grid } from './schemas/grid.ts'
import { hr } from './schemas/hr.ts'
import { metering } from './schemas/metering.ts'
import { oddNames } from './schemas/odd-names.ts'
import { staging } from './schemas/staging.ts'

/** Sends one SQL statement; every call must reach the same session. A `pg` client's `query` fits. */
export type Query = (sql: string) => Promise<{ readonly rows: readonly unknown[] }>

/**
 * The statements, in order, one each; the same seed gives the same text. They expect to run in one transaction, in a database without
 * these schemas. The last one makes the marker, `sample_company.loaded`.
 */
export function buildSampleCompany(seed = 1): readonly string[] {
  const draw = createDraw(seed)
  return [
    ...crm(draw),
    ...hr(),
    ...grid(),
    ...metering(draw),
    ...billing(draw),
    ...finance(),
    ...staging(),
    ...oddNames(),
    ...reader(),
    'CREATE SCHEMA sample_company',
    'CREATE TABLE sample_company.loaded AS SELECT now() AS loaded_at',
  ]
}

/** Whether a database holds the sample company: completely, as the marker comes last. */
export async function isLoaded(query: Query): Promise<boolean> {
  const { rows } = await query("SELECT 1 WHERE to_regclass('sample_company.loaded') IS NOT NULL")
  return rows.length > 0
}

/** Loads the sample company unless the database has it: all of it or, on any error, nothing. Says whether it loaded anything. */
export async function loadSampleCompany(query: Query, seed?: number): Promise<boolean> {
  await query('BEGIN')
  try {
    // Two loaders at once: the second waits here and then finds the marker. The number is arbitrary, but must stay the same.
    await query('SELECT pg_advisory_xact_lock(7226141)')
    const loaded = await isLoaded(query)
    if (!loaded) for (const statement of buildSampleCompany(seed)) await query(statement)
    await query('COMMIT')
    return !loaded
  } catch (error) {
    await query('ROLLBACK')
    throw error
  }
}
