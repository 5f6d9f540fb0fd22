/** The corpus of statements with lineage written by hand: every case of every dialect, and the shared ones in all dialects. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSqlLineage, type SqlDialect } from './create-sql-lineage.ts'
import { knownSchemas } from './known-schemas.ts'
import type { KnownTable, LineageResult, SqlLineage } from './lineage.ts'

const folder = new URL('../corpus/', import.meta.url)
const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8')

/** `schema.table: column column …`, without a schema for the one that names without a schema mean. */
const tables: readonly KnownTable[] = text('tables.txt')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [name = '', columns = ''] = line.split(': ')
    const [schema, own] = name.includes('.') ? name.split('.') : ['main', name]
    return { schema: schema ?? '', name: own ?? '', columns: columns.split(' ') }
  })

const shortName = (schema: string, name: string): string =>
  /^(?:main|)$/.test(schema) ? name : `${schema}.${name}`

/** Columns that only one table has may stand alone in an expectation. */
const owners = new Map<string, string[]>()
for (const { schema, name, columns } of tables)
  for (const column of columns) owners.set(column, [...(owners.get(column) ?? []), shortName(schema, name)])

interface Case {
  readonly title: string
  readonly sql: string
  readonly expected: readonly string[]
}

function casesOf(file: string): Case[] {
  return text(file)
    .split(/^-- case: /m)
    .slice(1)
    .map((block) => {
      const lines = block.trimEnd().split('\n')
      const expected = lines.filter((line) => line.startsWith('--> ')).map((line) => line.slice(4))
      const sql = lines.slice(1).filter((line) => !line.startsWith('--> '))
      return {
        title: lines[0] ?? '',
        sql: sql.join('\n'),
        expected: expected[0] === 'nothing' ? [] : expected,
      }
    })
}

interface Lineage {
  readonly target: string
  readonly columns: readonly string[]
  readonly read: readonly string[]
  readonly notes: readonly string[]
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

function origin(written: string): string {
  if (written.includes('.')) return written
  const found = owners.get(written) ?? []
  if (found.length !== 1) throw new Error(`${written} is a column of ${found.length} tables: say which`)
  return `${found[0]}.${written}`
}

function parse(line: string): Lineage {
  const [lineage = '', ...rest] = line.split(' | ').map((part) => part.trim().replace(/^\|? ?$/, ''))
  const bars = line.startsWith('|')
    ? line.replace(/^\| /, '').split(' | ')
    : line.startsWith('! ')
      ? [line]
      : rest
  const notes = bars.filter((part) => part.startsWith('! ')).map((part) => part.slice(2))
  const read = bars.find((part) => part.startsWith('read:'))
  const body = line.startsWith('|') || line.startsWith('! ') ? '' : lineage
  const [, target = '', columns = ''] = /^(?:([^:<(*]+):(?: |$))?(.*)$/.exec(body) ?? []
  const items = columns.split(/, (?=[^<]*<|\*)/).filter((item) => item !== '')
  const parsed = items.flatMap((item): [string, string[]][] => {
    if (item.startsWith('*')) {
      const table = item.slice(1)
      const known = tables.find(({ schema, name }) => shortName(schema, name) === table)
      if (known === undefined) throw new Error(`${table} is not in tables.txt`)
      return known.columns.map((column) => [column, [`${table}.${column}`]])
    }
    const at = item.lastIndexOf('<')
    const from = item.slice(at + 1)
    return [[item.slice(0, at), from === '' ? [] : from.split('+').map(origin)]]
  })
  const origins = parsed.flatMap(([, from]) => from.map((each) => each.slice(0, each.lastIndexOf('.'))))
  return {
    target: target.toLowerCase(),
    columns: parsed.map(([name, from]) => `${name.toLowerCase()}<${sorted(from).join('+')}`),
    read: sorted(
      read === undefined
        ? origins
        : read
            .slice(5)
            .split(' ')
            .filter((name) => name !== ''),
    ),
    notes,
  }
}

function short({ target, columns, sources, notUnderstood }: LineageResult): Lineage {
  return {
    target: target ? shortName(target.schema, target.table).toLowerCase() : '',
    columns: columns.map(
      ({ toColumn, from }) =>
        `${toColumn.toLowerCase()}<${sorted(from.map((each) => `${shortName(each.schema, each.table)}.${each.column}`)).join('+')}`,
    ),
    read: sorted(sources.map(({ schema, table }) => shortName(schema, table))),
    notes: notUnderstood,
  }
}

const own: readonly SqlDialect[] = [
  'mysql',
  'tsql',
  'snowflake',
  'databricks',
  'bigquery',
  'duckdb',
  'sqlite',
  'redshift',
  'oracle',
]
const shared = ['every-dialect.sql', 'benchmarks.sql']
const every: readonly SqlDialect[] = ['postgres', 'mariadb', 'spark', ...own]

for (const dialect of every) {
  describe(dialect, () => {
    let lineage: SqlLineage
    const ignoreCase = dialect !== 'postgres'
    const known = knownSchemas(tables, ['main'], { ignoreCase })
    beforeAll(async () => {
      lineage = await createSqlLineage(dialect)
    })
    const files = own.includes(dialect) ? [...shared, `${dialect}.sql`] : shared
    for (const file of files) {
      test.each(casesOf(file))('$title', ({ sql, expected }) => {
        const results = lineage.ofStatement(sql, known).map(short)
        const wanted = expected.map(parse)
        expect(results.map(({ notes: _, ...rest }) => rest)).toEqual(
          wanted.map(({ notes: _, ...rest }) => rest),
        )
        for (const [index, { notes }] of wanted.entries()) {
          const said = results[index]?.notes ?? []
          expect(said).toHaveLength(notes.length)
          for (const [at, note] of notes.entries()) expect(said[at]).toContain(note)
        }
      })
    }
  })
}

test('the corpus holds 300 statements, half of them in the shapes of TPC-H and TPC-DS', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  const cases = files.flatMap(casesOf)
  const tpc = /\b(?:lineitem|orders|customer|supplier|nation|region|part|partsupp|ds\.\w+)\b/i
  expect(cases.length).toBeGreaterThanOrEqual(300)
  expect(cases.filter(({ sql }) => tpc.test(sql)).length * 2).toBeGreaterThanOrEqual(300)
})
