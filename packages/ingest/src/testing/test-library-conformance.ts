/** The suite of data quality tests, for the SQL of every dialect: every test that is run here, passing and failing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFailedRows } from '../data-quality/failed-rows.ts'
import { testNamed } from '../data-quality/test-library.ts'
import type { TestOutcome, TestRun } from '../data-quality/test-run.ts'
import type { ReadTable } from '../sql/chosen-tables.ts'
import { columnKind } from '../sql/column-kind.ts'
import { sqlText } from '../sql/sql-text.ts'
import type { Engine } from './sql-engines.ts'

const columns = [
  { name: 'id', dataType: 'INT', constraint: 'PRIMARY_KEY' },
  { name: 'score', dataType: 'DOUBLE' },
  { name: 'name', dataType: 'VARCHAR' },
  { name: 'joined', dataType: 'TIMESTAMP' },
]
const tableOf = (name: string) =>
  ({ name, fullyQualifiedName: `svc.db.public.${name}`, columns }) as unknown as ReadTable // what tests look at

/** Registers the tests. @param open - an empty database whose unqualified names are those of the schema `public` */
export function testLibraryConformance(name: string, open: () => Promise<Engine>): void {
  describe(`data quality tests on ${name}`, () => {
    let engine: Engine
    beforeAll(async () => {
      engine = await open()
      // Scores 10, 20, 20, 40 and a null: mean 22.5, median 20, deviation √118.75, sum 90.
      for (const name of ['people', 'twin', 'other']) {
        await engine.run(
          `create table ${name} (id int primary key, score double precision, name varchar(20), joined timestamp)`,
        )
        await engine.run(`insert into ${name} values (1, 10, 'Ada', '2020-01-01'), (2, 20, 'Bo', '2020-01-02'),
        (3, 20, 'Cy', '2020-01-03'), (4, 40, 'it''s', '2020-01-04'), (5, null, null, '2020-01-05')`)
      }
      await engine.run(`update other set name = 'changed' where id = 1`)
      await engine.run(`delete from other where id = 2`)
    })
    afterAll(() => engine.close())

    function runOf(column: string | undefined, parameters: Readonly<Record<string, string>>): TestRun {
      const { access } = engine
      const found = columns.find(({ name }) => name === column)
      const { signal } = new AbortController()
      return {
        access,
        text: sqlText(access.dialect),
        table: tableOf('people'),
        from: access.qualify('public', 'people'),
        column: found && {
          name: found.name,
          kind: columnKind(found.dataType),
          sql: access.quote(found.name),
        },
        parameters: new Map(Object.entries(parameters)),
        nowMs: Date.now(),
        row: async (select, values = []) => (await access.query(select, values, signal))[0] ?? {},
        other: async (fqn) => ({ access, table: tableOf(fqn.split('.').at(-1) ?? '') }),
        signal,
      }
    }

    const check = (
      definition: string,
      column: string | undefined,
      parameters: Readonly<Record<string, string>>,
    ) => testNamed(definition)(runOf(column, parameters))

    it.each<[string, string | undefined, Record<string, string>, Record<string, string>]>([
      ['tableRowCountToEqual', undefined, { value: '5' }, { value: '4' }],
      ['tableRowCountToBeBetween', undefined, { minValue: '1' }, { minValue: '6', maxValue: '9' }],
      ['tableColumnCountToEqual', undefined, { columnCount: '4' }, { columnCount: '3' }],
      ['tableColumnCountToBeBetween', undefined, { maxColValue: '4' }, { minColValue: '5' }],
      ['tableColumnNameToExist', undefined, { columnName: 'score' }, { columnName: 'Score' }],
      [
        'tableColumnToMatchSet',
        undefined,
        { columnNames: 'name, id,score,joined' },
        { columnNames: 'name,id,score,joined', ordered: 'True' },
      ],
      [
        'tableCustomSQLQuery',
        undefined,
        { sqlExpression: 'select * from people where id > 9' },
        { sqlExpression: 'select * from people;' },
      ],
      [
        'tableCustomSQLQuery',
        undefined,
        { sqlExpression: 'select count(*) from people', strategy: 'COUNT', operator: '==', threshold: '5' },
        { sqlExpression: 'select 3', strategy: 'COUNT', operator: '>', threshold: '3' },
      ],
      [
        'tableRowInsertedCountToBeBetween',
        undefined,
        { columnName: 'joined', rangeType: 'DAY', rangeInterval: '1', max: '0' },
        { columnName: 'joined', rangeType: 'YEAR', rangeInterval: '100', max: '4' },
      ],
      [
        'tableDiff',
        undefined,
        { table2: 'svc.db.public.twin' },
        { table2: 'svc.db.public.other', threshold: '1' },
      ],
      ['columnValuesToBeNotNull', 'id', {}, {}],
      ['columnValuesToBeUnique', 'id', {}, {}],
      ['columnValuesMissingCount', 'score', { missingCountValue: '1' }, { missingCountValue: '0' }],
      [
        'columnValuesMissingCount',
        'name',
        { missingCountValue: '2', missingValueMatch: 'Bo,n/a' },
        { missingCountValue: '2' },
      ],
      ['columnValuesToBeBetween', 'score', { minValue: '10', maxValue: '40' }, { minValue: '10.5' }],
      ['columnValueMinToBeBetween', 'score', { minValueForMinInCol: '10' }, { minValueForMinInCol: '11' }],
      ['columnValueMaxToBeBetween', 'score', { maxValueForMaxInCol: '40' }, { maxValueForMaxInCol: '39.9' }],
      [
        'columnValueMeanToBeBetween',
        'score',
        { minValueForMeanInCol: '22.5', maxValueForMeanInCol: '22.5' },
        { minValueForMeanInCol: '22.6' },
      ],
      [
        'columnValueMedianToBeBetween',
        'score',
        { minValueForMedianInCol: '20', maxValueForMedianInCol: '20' },
        { minValueForMedianInCol: '21' },
      ],
      [
        'columnValueStdDevToBeBetween',
        'score',
        { minValueForStdDevInCol: '10.89', maxValueForStdDevInCol: '10.9' },
        { maxValueForStdDevInCol: '10' },
      ],
      [
        'columnValuesSumToBeBetween',
        'score',
        { minValueForColSum: '90', maxValueForColSum: '90' },
        { maxValueForColSum: '89' },
      ],
      ['columnValueLengthsToBeBetween', 'name', { minLength: '2', maxLength: '4' }, { minLength: '3' }],
      ['columnValuesToBeInSet', 'name', { allowedValues: "['Ada', 'Zoe']" }, { allowedValues: '["Zoe"]' }],
      [
        'columnValuesToBeInSet',
        'id',
        { allowedValues: '1,2,3,4,5', matchEnum: 'true' },
        { allowedValues: '1,2', matchEnum: 'true' },
      ],
      ['columnValuesToBeNotInSet', 'name', { forbiddenValues: '["Zoe"]' }, { forbiddenValues: `["it's"]` }],
    ])('%s of %s holds with %o and not with %o', async (definition, column, good, bad) => {
      // The two tests without parameters fail on another column.
      const other = Object.keys(bad).length === 0 && column === 'id' ? 'score' : column
      const [holds, fails]: TestOutcome[] = [
        await check(definition, column, good),
        await check(definition, other, bad),
      ]
      expect([holds?.passed, fails?.passed], `${holds?.result} / ${fails?.result}`).toEqual([true, false])
      expect(fails?.result).toMatch(/\.$/)
    })

    it('matches expressions where the dialect has them, and says so where it has none', async () => {
      const outcome = check('columnValuesToMatchRegex', 'name', { regex: "^[A-Za-z']+$" })
      if (engine.access.dialect === 'sqlite') await expect(outcome).rejects.toThrow('no regular expressions')
      else {
        expect((await outcome).passed).toBe(true)
        expect((await check('columnValuesToMatchRegex', 'name', { regex: '^A' })).passed).toBe(false)
        expect((await check('columnValuesToNotMatchRegex', 'name', { forbiddenRegex: '^A' })).passed).toBe(
          false,
        )
        expect((await check('columnValuesToNotMatchRegex', 'name', { forbiddenRegex: '^Z' })).passed).toBe(
          true,
        )
      }
    })

    it('takes bounds of times in milliseconds', async () => {
      const from = String(Date.UTC(2020, 0, 1))
      if (engine.access.dialect === 'sqlite') return expect(from).toMatch(/^\d+$/)
      expect((await check('columnValuesToBeBetween', 'joined', { minValue: from })).passed).toBe(true)
      expect((await check('columnValuesToBeBetween', 'joined', { maxValue: from })).passed).toBe(false)
    })

    it('shows failed rows, those of an injected value too, without running it', async () => {
      const run = runOf('name', { forbiddenValues: `["it's", "'); drop table people; --"]` })
      const { failedRows } = await testNamed('columnValuesToBeNotInSet')(run)
      if (!failedRows) throw new Error('the test looks at rows')
      const sample = await readFailedRows(run, failedRows)
      expect(sample.columns).toEqual(['id', 'score', 'name', 'joined'])
      expect(sample.rows.map((row) => row.slice(0, 3))).toEqual([[4, 40, "it's"]])
      expect((await check('tableRowCountToEqual', undefined, { value: '5' })).passed).toBe(true)
    })

    it.each([
      ['tableRowCountToEqual', undefined, {}, "The parameter 'value' is missing."],
      ['tableRowCountToBeBetween', undefined, { minValue: 'many' }, "must be a number; it is 'many'"],
      ['columnValuesToBeNotNull', undefined, {}, 'This test is about a column'],
      [
        'tableCustomSQLQuery',
        undefined,
        { sqlExpression: 'select 1', operator: '~' },
        "The operator '~' is none of",
      ],
      ['columnValuesToBeAtExpectedLocation', 'name', {}, 'no gazetteer'],
    ])('says why %s of %s cannot be run with %o', async (definition, column, parameters, message) => {
      const attempt = async () => check(definition, column, parameters as Record<string, string>)
      await expect(attempt()).rejects.toThrow(message)
    })
  })
}
