/** The suite of the profiler, for the SQL of every dialect: the numbers of columns, held against what is known of the rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileColumns } from '../profiler/profile-table.ts'
import { profiledColumns } from '../profiler/profiled-column.ts'
import { relationOf } from '../profiler/sample.ts'
import { readSample, withoutSensitive } from '../profiler/sample-data.ts'
import type { ReadTable } from '../sql/chosen-tables.ts'
import type { Sample } from '../sql/sql-text.ts'
import type { Engine } from './sql-engines.ts'

const columns = [
  { name: 'n', dataType: 'DOUBLE' },
  { name: 'word', dataType: 'VARCHAR' },
  { name: 'day', dataType: 'DATE' },
  { name: 'secret', dataType: 'VARCHAR', tags: [{ tagFQN: 'PII.Sensitive' }] },
]

function tableOf(more: object = {}): ReadTable {
  // What the profiler looks at.
  return {
    name: 'measured',
    fullyQualifiedName: 'svc.db.public.measured',
    columns,
    ...more,
  } as unknown as ReadTable
}

/** Registers the tests. @param open - an empty database whose unqualified names are those of the schema `public` */
export function profileConformance(name: string, open: () => Promise<Engine>): void {
  describe(`profiles of columns on ${name}`, () => {
    let engine: Engine
    beforeAll(async () => {
      engine = await open()
      await engine.run(
        'create table measured (n double precision, word varchar(40), day date, secret varchar(40))',
      )
      // 0 … 99 twice but for 0 and 99, two nulls; three words; one day each.
      for (let n = 0; n < 100; n += 1) {
        const row = `(${n}, '${['a', 'bb', 'ccc'][n % 3]}', '2026-01-${String((n % 28) + 1).padStart(2, '0')}', 's${n % 2}')`
        await engine.run(`insert into measured values ${n === 0 || n === 99 ? row : `${row}, ${row}`}`)
      }
      await engine.run('insert into measured values (null, null, null, null), (null, null, null, null)')
    })
    afterAll(() => engine.close())

    async function profile(
      table = tableOf(),
      sample: Sample = { kind: 'all' },
      metrics?: ReadonlySet<string>,
    ) {
      const errors: string[] = []
      const profiles = await profileColumns({
        access: engine.access,
        relation: relationOf(table, engine.access),
        sample,
        columns: profiledColumns(table, metrics),
        signal: new AbortController().signal,
        onColumnError: (column, message) => errors.push(`${column}: ${message}`),
      })
      return { profiles, errors }
    }

    it('are exact: counts, bounds, moments, quartiles, histogram and categories', async () => {
      const { profiles, errors } = await profile()
      expect(errors).toEqual([])
      const values = Array.from({ length: 100 }, (_, n) => (n === 0 || n === 99 ? [n] : [n, n])).flat()
      const mean = values.reduce((sum, n) => sum + n, 0) / values.length
      const variance = values.reduce((sum, n) => sum + (n - mean) ** 2, 0) / values.length
      expect(profiles.get('n')).toMatchObject({
        valuesCount: 198,
        nullCount: 2,
        nullProportion: 0.01,
        distinctCount: 100,
        duplicateCount: 98,
        uniqueCount: 2,
        uniqueProportion: expect.closeTo(2 / 198, 9),
        min: 0,
        max: 99,
        mean: expect.closeTo(mean, 9),
        sum: values.reduce((sum, n) => sum + n, 0),
        stddev: expect.closeTo(Math.sqrt(variance), 6),
        variance: expect.closeTo(variance, 4),
        median: 49.5,
        firstQuartile: expect.closeTo(25, 6),
        thirdQuartile: expect.closeTo(74, 6),
        interQuartileRange: expect.closeTo(49, 6),
        nonParametricSkew: expect.closeTo(0, 6),
      })
      const { boundaries, frequencies } = (profiles.get('n')?.histogram ?? {}) as {
        boundaries: string[]
        frequencies: number[]
      }
      expect(frequencies.reduce((sum, count) => sum + count, 0)).toBe(198)
      expect(boundaries.at(-1)).toMatch(/ and up$/)
      expect(boundaries).toHaveLength(frequencies.length)
      expect(profiles.get('word')).toMatchObject({
        valuesCount: 198,
        distinctCount: 3,
        minLength: 1,
        maxLength: 3,
        cardinalityDistribution: { categories: ['bb', 'ccc', 'a'].toSorted(), allValuesUnique: false },
      })
      expect(profiles.get('day')).toMatchObject({
        distinctCount: 28,
        min: expect.stringMatching(/^2026-01-01|^2025-12-31/),
      })
    })

    it('never show the values of what is sensitive', async () => {
      const { profiles } = await profile()
      expect(profiles.get('secret')).toMatchObject({ distinctCount: 2 })
      expect(profiles.get('secret')).not.toHaveProperty('cardinalityDistribution')
      const sample = await readSample(tableOf(), engine.access, 5, false, new AbortController().signal)
      expect(sample.rows).toHaveLength(5)
      const shown = withoutSensitive(sample, tableOf())
      expect(shown.rows.map((row) => row[3])).toEqual([null, null, null, null, null])
      expect(shown.rows[0]?.[0]).toBe(sample.rows[0]?.[0])
    })

    it('are of a sample, of a partition or of a query where the table says so', async () => {
      const part = await profile(tableOf(), { kind: 'rows', rows: 10, random: false })
      expect(part.profiles.get('n')?.valuesCount).toBe(10)
      const share = await profile(tableOf(), { kind: 'percentage', percent: 50, method: 'BERNOULLI' })
      expect(share.profiles.get('n')?.valuesCount).toBeGreaterThan(40)
      expect(share.profiles.get('n')?.valuesCount).toBeLessThan(160)
      const partitioning = {
        enablePartitioning: true,
        partitionColumnName: 'n',
        partitionIntervalType: 'INTEGER-RANGE',
        partitionIntegerRangeStart: 10,
        partitionIntegerRangeEnd: 19,
      }
      const range = await profile(tableOf({ tableProfilerConfig: { partitioning } }))
      expect(range.profiles.get('n')).toMatchObject({ min: 10, max: 19, valuesCount: 20 })
      const profileQuery = 'select * from measured where n > 97;'
      const query = await profile(tableOf({ tableProfilerConfig: { profileQuery } }))
      expect(query.profiles.get('n')).toMatchObject({ min: 98, max: 99 })
    })

    it('hold only the numbers and columns that are asked for', async () => {
      const { profiles } = await profile(tableOf(), { kind: 'all' }, new Set(['nullCount', 'max']))
      expect(profiles.get('n')).toEqual({ valuesCount: 198, nullCount: 2, max: 99 })
      const tableProfilerConfig = {
        includeColumns: [{ columnName: 'n', metrics: ['min'] }, { columnName: 'word' }],
        excludeColumns: ['word'],
      }
      const chosen = await profile(tableOf({ tableProfilerConfig }))
      expect([...chosen.profiles.entries()]).toEqual([['n', { valuesCount: 198, min: 0 }]])
    })

    it('go on when a column cannot be measured', async () => {
      const gone = tableOf({ columns: [...columns, { name: 'gone', dataType: 'INT' }] })
      const { profiles, errors } = await profile(gone)
      expect([...profiles.keys()]).toEqual(['n', 'word', 'day', 'secret'])
      expect(errors).toEqual([expect.stringMatching(/^gone: /)])
    })
  })
}
