/** The sample company on a real PostgreSQL: it loads, once, and holds what it promises. */
import { randomBytes } from 'node:crypto'
import { createPostgresLineage, knownSchemas } from '@waymark/sql-lineage'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSampleCompany, isLoaded, loadSampleCompany, type Query } from './build.ts'
import { longestName } from './schemas/odd-names.ts'

const serverUrl = process.env.WAYMARK_TEST_DATABASE_URL
if (serverUrl === undefined)
  throw new Error('WAYMARK_TEST_DATABASE_URL is not set; run the tests with `npm test`')
const database = `sample_company_${randomBytes(6).toString('hex')}`

const client = (name: string): Client => {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return new Client({ connectionString: url.href })
}
const administrator = new Client({ connectionString: serverUrl })
const company = client(database)
const query: Query = (sql) => company.query(sql)

/** The first column of the only row. */
async function one(sql: string): Promise<unknown> {
  const { rows } = await company.query({ text: sql, rowMode: 'array' })
  expect(rows).toHaveLength(1)
  return rows[0]?.[0]
}

const ours = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'public', 'sample_company')`
const relations = (kinds: string): string =>
  `SELECT count(*)::integer FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind IN (${kinds})`

beforeAll(async () => {
  await administrator.connect()
  await administrator.query(`CREATE DATABASE ${database}`)
  await company.connect()
  expect(await isLoaded(query)).toBe(false)
  expect(await loadSampleCompany(query)).toBe(true)
})

afterAll(async () => {
  await company.end()
  await administrator.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  await administrator.end()
})

describe('loading', () => {
  test('a second load finds the first and changes nothing', async () => {
    const before = await one(relations(`'r', 'p', 'v', 'm'`))
    expect(await isLoaded(query)).toBe(true)
    expect(await loadSampleCompany(query)).toBe(false)
    expect(await one(relations(`'r', 'p', 'v', 'm'`))).toBe(before)
    expect(await one('SELECT count(*)::integer FROM crm.customers')).toBe(60)
  })

  test('a load that fails half-way leaves nothing behind', async () => {
    const name = `${database}_half`
    await administrator.query(`CREATE DATABASE ${name}`)
    const half = client(name)
    await half.connect()
    try {
      await half.query('CREATE SCHEMA staging')
      await expect(loadSampleCompany((sql) => half.query(sql))).rejects.toThrow('"staging" already exists')
      expect(await isLoaded((sql) => half.query(sql))).toBe(false)
      expect((await half.query(`SELECT to_regclass('crm.customers') AS it`)).rows).toEqual([{ it: null }])
    } finally {
      await half.end()
      await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`)
    }
  })

  test('the text depends on the seed alone', () => {
    expect(buildSampleCompany(7)).toEqual(buildSampleCompany(7))
    expect(buildSampleCompany(7)).not.toEqual(buildSampleCompany(8))
  })
})

describe('what a catalog finds', () => {
  test.each([
    ['tables, partitions included', relations(`'r', 'p'`), 45],
    ['tables without counting partitions', `${relations(`'r', 'p'`)} AND NOT c.relispartition`, 45],
    ['views', relations(`'v'`), 12],
    ['materialized views', relations(`'m'`), 2],
    [
      'schemas with tables',
      `SELECT count(DISTINCT n.oid)::integer FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind = 'r'`,
      8,
    ],
    [
      'functions and procedures',
      `SELECT count(*)::integer FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ours}`,
      5,
    ],
    [
      'foreign keys over several columns',
      `SELECT count(*)::integer FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1 AND conparentid = 0`,
      7,
    ],
    [
      'foreign keys into another schema',
      `SELECT count(*)::integer FROM pg_constraint k JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid WHERE k.contype = 'f' AND k.conparentid = 0 AND a.relnamespace <> b.relnamespace`,
      8,
    ],
    [
      'unique keys over several columns',
      `SELECT count(*)::integer FROM pg_constraint WHERE contype = 'u' AND cardinality(conkey) > 1`,
      5,
    ],
    [
      'comments on columns',
      `SELECT count(*)::integer FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND d.objsubid > 0`,
      12,
    ],
    [
      'comments on schemas',
      `SELECT count(obj_description(n.oid, 'pg_namespace'))::integer FROM pg_namespace n WHERE ${ours}`,
      9,
    ],
    [
      'distinct column types',
      `SELECT count(DISTINCT atttypid)::integer FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind IN ('r', 'p') AND attnum > 0`,
      40,
    ],
    ['generated columns', `SELECT count(*)::integer FROM pg_attribute WHERE attgenerated = 's'`, 5],
  ])('%s', async (_, sql, least) => {
    expect(await one(sql)).toBeGreaterThanOrEqual(least)
  })

  test('partitioned tables of every strategy', async () => {
    const { rows } = await company.query(
      'SELECT partrelid::regclass::text AS name, partstrat FROM pg_partitioned_table ORDER BY 1',
    )
    expect(rows).toEqual([
      { name: 'billing.invoices', partstrat: 'r' },
      { name: 'grid.outages', partstrat: 'l' },
      { name: 'metering.meter_events', partstrat: 'h' },
      { name: 'metering.readings', partstrat: 'r' },
    ])
  })

  test('an inherited table, an empty schema, a cycle of foreign keys and a name of 63 bytes', async () => {
    expect(
      await one(
        `SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = 'metering.smart_meters'::regclass`,
      ),
    ).toBe('metering.meters')
    expect(
      await one(`SELECT count(*)::integer FROM pg_class WHERE relnamespace = 'archive'::regnamespace`),
    ).toBe(0)
    expect(
      await one(`SELECT count(*)::integer FROM pg_constraint WHERE contype = 'f'
        AND (conrelid, confrelid) IN (('hr.departments'::regclass, 'hr.employees'::regclass), ('hr.employees'::regclass, 'hr.departments'::regclass))`),
    ).toBe(2)
    expect(Buffer.byteLength(longestName)).toBe(63)
    expect(await one(`SELECT count(*)::integer FROM pg_class WHERE relname = '${longestName}'`)).toBe(1)
  })

  test('every view can be read', async () => {
    const { rows } = await company.query(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind = 'v'`,
    )
    for (const { name } of rows) await company.query(`SELECT * FROM ${name}`)
  })
})

describe('the reader', () => {
  test('sees every table and reads it, but changes nothing', async () => {
    await company.query('BEGIN')
    try {
      const all = await one(relations(`'r', 'p', 'v'`))
      await company.query('SET LOCAL ROLE waymark_reader')
      const seen = await one(
        `SELECT count(*)::integer FROM information_schema.tables AS t JOIN pg_namespace n ON n.nspname = t.table_schema WHERE ${ours}`,
      )
      expect(seen).toBe(all)
      expect(await one('SELECT count(*)::integer FROM metering.readings')).toBe(120)
      const { rows } = await company.query(
        `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE ${ours} AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')`,
      )
      expect(rows).toEqual([])
      await expect(company.query('CREATE TABLE crm.mine (id integer)')).rejects.toThrow('permission denied')
    } finally {
      await company.query('ROLLBACK')
    }
  })
})

describe('lineage of its views', () => {
  test('every column is traced, by the names PostgreSQL gives, within the dependencies PostgreSQL recorded', async () => {
    const { rows: columns } = await company.query(
      `SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.oid::integer AS oid,
         coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL), '{}') AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE ${ours} AND c.relkind IN ('r', 'p', 'v', 'm') GROUP BY 1, 2, 3, 4`,
    )
    const known = knownSchemas(columns)
    const lineage = await createPostgresLineage()
    const views = columns.filter(({ kind }) => kind === 'v' || kind === 'm')
    expect(views.length).toBeGreaterThanOrEqual(14)
    for (const view of views) {
      const definition = String(await one(`SELECT pg_get_viewdef(${view.oid})`))
      const result = lineage.ofView(definition, known)
      expect(result.notUnderstood, view.name).toEqual([])
      expect(result.columns.map(({ toColumn }) => toColumn)).toEqual(view.columns)
      const { rows: recorded } = await company.query(
        `SELECT DISTINCT n.nspname AS schema, c.relname AS table, a.attname AS column
         FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
         JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
         LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
         WHERE w.ev_class = ${view.oid} AND c.oid <> w.ev_class AND c.relkind <> 'c'`,
      )
      const tables = new Set(recorded.map(({ schema, table }) => `${schema}.${table}`))
      expect(new Set(result.sources.map(({ schema, table }) => `${schema}.${table}`)), view.name).toEqual(
        tables,
      )
      const dependencies = new Set(
        recorded.map(({ schema, table, column }) => `${schema}.${table}.${column}`),
      )
      for (const { from } of result.columns)
        for (const { schema, table, column } of from)
          expect(dependencies, view.name).toContain(`${schema}.${table}.${column}`)
    }
  })
})
