/**
 * PostgreSQL's own views as a yardstick: some 140 definitions that nobody here wrote, compared with what PostgreSQL itself recorded
 * about them. It records no dependencies on its system catalogs, so tables like them stand in.
 */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { knownSchemas } from '../known-schemas.ts'
import type { KnownTable } from '../lineage.ts'
import { createPostgresLineage } from './postgres-lineage.ts'

const serverUrl = process.env.WAYMARK_TEST_DATABASE_URL
if (serverUrl === undefined)
  throw new Error('WAYMARK_TEST_DATABASE_URL is not set; run the tests with `npm test`')
const database = `system_views_${randomBytes(6).toString('hex')}`
const databaseUrl = new URL(serverUrl)
databaseUrl.pathname = `/${database}`

const administrator = new Client({ connectionString: serverUrl })
const client = new Client({ connectionString: databaseUrl.href })

/** Views that cannot be made from ordinary tables: they use types and functions of the catalogs themselves. */
const impossible = ['attributes', 'columns', 'pg_stats', 'pg_stats_ext_exprs']

interface View {
  readonly oid: number
  readonly name: string
  readonly columns: readonly string[]
  readonly definition: string
}

const columnsOf = (relation: string): string =>
  `(SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = ${relation} AND attnum > 0)`

beforeAll(async () => {
  await administrator.connect()
  await administrator.query(`CREATE DATABASE ${database}`)
  await client.connect()
  await client.query('CREATE SCHEMA mirror')
  const { rows: tables } = await client.query<{ name: string; columns: string }>(
    `SELECT c.relname AS name, string_agg(format('%I %s', a.attname,
       CASE WHEN format_type(a.atttypid, NULL) ~ 'anyarray|pg_statistic' THEN 'text[]' ELSE format_type(a.atttypid, NULL) END),
       ', ' ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relkind = 'r' AND c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
     GROUP BY c.relname`,
  )
  for (const { name, columns } of tables) await client.query(`CREATE TABLE mirror.${name} (${columns})`)
  for (const schema of ['pg_catalog', 'information_schema']) {
    await client.query(`SET search_path = ${schema}, pg_catalog`)
    const { rows: views } = await client.query<{ name: string; definition: string }>(
      `SELECT relname AS name, pg_get_viewdef(oid) AS definition FROM pg_class
       WHERE relkind = 'v' AND relnamespace = '${schema}'::regnamespace ORDER BY oid`,
    )
    await client.query('SET search_path = mirror, information_schema, pg_catalog')
    for (const { name, definition } of views)
      if (!impossible.includes(name)) await client.query(`CREATE VIEW mirror.${name} AS ${definition}`)
  }
  await client.query('SET search_path = pg_catalog')
})

afterAll(async () => {
  await client.end()
  await administrator.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  await administrator.end()
})

test('tables, columns and names agree with what PostgreSQL recorded', async () => {
  const { rows: relations } = await client.query<KnownTable>(
    `SELECT relnamespace::regnamespace::text AS schema, relname AS name, ${columnsOf('c.oid')} AS columns
     FROM pg_class c WHERE relkind IN ('r', 'v') AND relnamespace IN ('mirror'::regnamespace, 'information_schema'::regnamespace)`,
  )
  const known = knownSchemas(relations)
  const lineage = await createPostgresLineage()
  const { rows: views } = await client.query<View>(
    `SELECT oid::integer, relname AS name, pg_get_viewdef(oid) AS definition, ${columnsOf('c.oid')} AS columns
     FROM pg_class c WHERE relkind = 'v' AND relnamespace = 'mirror'::regnamespace`,
  )
  expect(views.length).toBeGreaterThan(130)
  for (const view of views) {
    const result = lineage.ofView(view.definition, known)
    const { rows: recorded } = await client.query<{ table: string; column: string | null }>(
      `SELECT DISTINCT r.relname AS table, a.attname AS column
       FROM pg_rewrite w
       JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
       JOIN pg_class r ON r.oid = d.refobjid AND r.relkind IN ('r', 'v') AND r.relnamespace = 'mirror'::regnamespace
       LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid
       WHERE w.ev_class = ${view.oid} AND r.oid <> w.ev_class`,
    )
    // 'pg_rewrite'::regclass is a dependency, but reads nothing.
    const read = recorded.filter(
      ({ table, column }) => column !== null || !view.definition.includes(`${table}'::regclass`),
    )
    expect(result.notUnderstood, view.name).toEqual([])
    expect(
      result.columns.map(({ toColumn }) => toColumn),
      view.name,
    ).toEqual(view.columns)
    const ofMirror = result.sources.filter(({ schema }) => schema === 'mirror')
    expect(new Set(ofMirror.map(({ table }) => table)), view.name).toEqual(
      new Set(read.map(({ table }) => table)),
    )
    const dependencies = new Set(recorded.map(({ table, column }) => `${table}.${column}`))
    for (const { from } of result.columns)
      for (const { schema, table, column } of from)
        if (schema === 'mirror') expect(dependencies, view.name).toContain(`${table}.${column}`)
  }
})
