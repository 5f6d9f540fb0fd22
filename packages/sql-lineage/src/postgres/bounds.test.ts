/** Texts that are wide, deep, broken or hostile: always an answer, never an exception, never damage to the parser. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { known, knownTables } from '../known-for-tests.ts'
import { knownSchemas } from '../known-schemas.ts'
import type { LineageResult, SqlLineage } from '../lineage.ts'
import { createPostgresLineage } from './postgres-lineage.ts'

let lineage: SqlLineage
beforeAll(async () => {
  lineage = await createPostgresLineage()
})

const stillParses = (): void => {
  expect(lineage.ofView('select x from a', known).columns).toEqual([
    { toColumn: 'x', from: [{ schema: 'public', table: 'a', column: 'x' }] },
  ])
}

const columnExists = ({
  schema,
  table,
  column,
}: {
  schema: string
  table: string
  column: string
}): boolean =>
  knownTables.some((each) => each.schema === schema && each.name === table && each.columns.includes(column))

function expectKnownOrigins(result: LineageResult): void {
  const read = result.sources.map(({ schema, table }) => `${schema}.${table}`)
  for (const { from } of result.columns)
    for (const origin of from) {
      expect(columnExists(origin)).toBe(true)
      expect(read).toContain(`${origin.schema}.${origin.table}`)
    }
}

describe('width', () => {
  const columns = Array.from({ length: 10_000 }, (_, index) => `column ${index}`)
  const wide = knownSchemas([{ schema: 'public', name: 'wide', columns }])

  test('a star over 10,000 columns lists them all, in order', () => {
    const result = lineage.ofView('select * from (select * from wide) w', wide)
    expect(result.columns.map(({ toColumn }) => toColumn)).toEqual(columns)
    expect(result.columns.at(-1)?.from).toEqual([{ schema: 'public', table: 'wide', column: 'column 9999' }])
    expect(result.notUnderstood).toEqual([])
  })

  test('10,000 written columns keep their origins through UNION ALL', () => {
    const list = columns.map((name) => `"${name}" + 1 as "${name}"`).join(', ')
    const result = lineage.ofView(`select ${list} from wide union all select ${list} from wide`, wide)
    expect(result.columns).toHaveLength(10_000)
    expect(
      result.columns.every(({ from }, index) => from.length === 1 && from[0]?.column === columns[index]),
    ).toBe(true)
  })

  test('CTEs that double their columns each time end with a note', () => {
    const ctes = Array.from({ length: 30 }, (_, i) => `c${i + 1} as (select * from c${i} p, c${i} q)`)
    const result = lineage.ofView(
      `with c0 as (select * from wide), ${ctes.join(', ')} select count(*) from c30`,
      wide,
    )
    expect(result.notUnderstood.join()).toContain('combines more than')
  })
})

describe('depth', () => {
  const nestings: readonly (readonly [string, (levels: number) => string])[] = [
    ['parentheses', (n) => `select ${'('.repeat(n)}x${')'.repeat(n)} from a`],
    ['a chain of operators', (n) => `select x${' || x'.repeat(n)} from a`],
    ['operators hidden in parentheses', (n) => `select ${'('.repeat(n)}x${'+1)'.repeat(n)} from a`],
    ['schema-qualified operators', (n) => `select x${' operator(pg_catalog.+) 1'.repeat(n)} from a`],
    ['signs', (n) => `select ${'- '.repeat(n)}x from a`],
    ['signs without spaces', (n) => `select 1${'+-'.repeat(n)}x from a`],
    ['casts', (n) => `select x${'::text'.repeat(n)} from a`],
    ['collations', (n) => `select x${' collate "C"'.repeat(n)} from a`],
    ['time zones', (n) => `select x${" at time zone 'UTC'".repeat(n)} from a`],
    ['NOT', (n) => `select ${'not '.repeat(n)}x from a`],
    ['CASE', (n) => `select ${'case when x then '.repeat(n)}x${' end'.repeat(n)} from a`],
    ['function calls', (n) => `select ${'f('.repeat(n)}x${')'.repeat(n)} from a`],
    ['subqueries in FROM', (n) => `${'select x from ('.repeat(n)}select x from a${') s'.repeat(n)}`],
    [
      'scalar subqueries',
      (n) => `${'select (select x from a where x = ('.repeat(n)}select 1${'))'.repeat(n)}`,
    ],
    ['CTEs in CTEs', (n) => `${'with q as ('.repeat(n)}select x from a${') select x from q'.repeat(n)}`],
    ['joins', (n) => `select a.x from a${' cross join b'.repeat(n)}`],
    [
      'joins that nest to the right',
      (n) => `select a.x from a ${'join b '.repeat(n)}${'on true '.repeat(n)}`,
    ],
    ['set operations', (n) => `select x from a${' union select x from b'.repeat(n)}`],
    ['arrays', (n) => `select ${'array['.repeat(n)}x${']'.repeat(n)} from a`],
    ['comments', (n) => `select x ${'/* '.repeat(n)}${'*/ '.repeat(n)}from a`],
  ]

  test.each(nestings)('%s: 40 levels are traced', (_, text) => {
    const result = lineage.ofView(text(40), known)
    expect(result.notUnderstood).toEqual([])
    expect(result.sources).toContainEqual({ schema: 'public', table: 'a' })
  })

  test.each(nestings)('%s: thousands of levels are traced or refused, and harm nothing', (_, text) => {
    for (const levels of [1_000, 1_400, 1_600, 6_000, 50_000]) {
      const result = lineage.ofView(text(levels), known)
      expect(result.columns.length + result.notUnderstood.length).toBeGreaterThan(0)
      expect(result.notUnderstood.join()).not.toContain('parser failed')
    }
    stillParses()
  })

  test('a thousand branches of UNION ALL are no problem', () => {
    const branches = Array.from({ length: 1_000 }, () => 'select id, x, z from b').join(' union all ')
    const result = lineage.ofView(branches, known)
    expect(result.notUnderstood).toEqual([])
    expect(result.columns.map(({ from }) => from.length)).toEqual([1, 1, 1])
  })

  test('a refusal names the depth', () => {
    const [result] = lineage.ofStatement(`select x${' || x'.repeat(5_000)} from a`, known)
    expect(result?.notUnderstood).toEqual(['the text nests about 5000 levels deep; at most 1500 are read'])
  })
})

describe('hostile texts', () => {
  test.each([
    ['a NUL character', 'select x\0 from a', 'the text holds a NUL character (line 1, column 9)'],
    [
      'an unfinished string',
      "select 'x from a",
      `unterminated quoted string at or near "'x from a" (line 1, column 8)`,
    ],
    [
      'a position behind line breaks and emoji',
      'select x,\n  "🦀",\n  from',
      'syntax error at or near "from" (line 3, column 3)',
    ],
    [
      'an assignment to many columns',
      `update a set (${'x,'.repeat(2_000)}x) = (select ${'y,'.repeat(2_000)}y from a)`,
      'the text assigns to more columns at once, SET (…) = (…), than can be read',
    ],
    [
      'comments inside comments',
      `select x ${'/* /* */ */ '.repeat(101)} from a`,
      'the text holds 101 comments inside comments; at most 100 are read',
    ],
  ])('%s is named', (_, sql, expected) => {
    expect(lineage.ofView(sql, known).notUnderstood).toEqual([expected])
    stillParses()
  })

  test('many comparisons of rows are not mistaken for assignments', () => {
    const comparisons = Array.from({ length: 3_000 }, () => '(x, y) = (1, 2)').join(' or ')
    const result = lineage.ofView(`select x from a where ${comparisons}`, known)
    expect(result.notUnderstood).toEqual([])
  })

  test('a text of more than 4 MiB is refused', () => {
    const [result] = lineage.ofStatement(`select '${'x'.repeat(4 * 1024 * 1024)}'`, known)
    expect(result?.notUnderstood[0]).toContain('at most 4194304 are read')
  })

  test('windows defined in a circle end', () => {
    const result = lineage.ofView('select sum(x) over p from a window p as (q order by y), q as (p)', known)
    expect(result.columns).toEqual([
      {
        toColumn: 'sum',
        from: [
          { schema: 'public', table: 'a', column: 'x' },
          { schema: 'public', table: 'a', column: 'y' },
        ],
      },
    ])
  })

  test('names of JavaScript object members are ordinary names', () => {
    const names = ['__proto__', 'constructor', 'toString']
    const odd = knownSchemas([{ schema: '__proto__', name: 'constructor', columns: names }])
    const result = lineage.ofView('select * from "__proto__"."constructor"', odd)
    expect(result.columns.map(({ toColumn }) => toColumn)).toEqual(names)
    expect(lineage.ofView('select x from "toString"', odd).notUnderstood).toHaveLength(2)
  })
})

/** Pieces of SQL, strung together at random below: most results are wrong SQL, some are odd but right. */
const pieces =
  `select|from|a|b|c q|sales.orders|docs d|x|y|*|a.*|q.*|.|,|(|)|union all|except|with r as (select x from a)
|with recursive t (n) as (select id from tree union all select n + z from t, b)|t|r|r.x|left join|natural join|on true|using (id)|lateral
|(select * from a) s|s.x|unnest(tags) u|case when x then y end|::text|over (order by y)|where|group by|1|'|"|$$|--|/*|insert into b|values (1, x)
|update b set|z = x|returning *|(x, z) = (select x, y from a)|exists (select 1 from c)|;|merge into b using a on true when matched then`
    .split('|')
    .map((piece) => piece.trim())

describe('whatever the text', () => {
  test('there is an answer, and every origin is a known column of a table that is listed as read', () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(text, (sql) => {
        for (const result of [lineage.ofView(sql, known), ...lineage.ofStatement(sql, known)])
          expectKnownOrigins(result)
      }),
      { numRuns: 3_000, seed: 1 },
    )
  })

  test('there is an answer for any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sql) => {
        expectKnownOrigins(lineage.ofView(sql, known))
      }),
      { numRuns: 500, seed: 1 },
    )
    stillParses()
  })

  test('a query built from sound parts is understood completely', () => {
    const columns = fc.constantFrom('x', 'y', 'b_id', 'id')
    const relation = fc.letrec<{ query: string; from: string; value: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        columns.map((name) => `s.${name}`),
        tie('value').map((value) => `coalesce(${value}, 0)`),
        fc
          .tuple(tie('value'), tie('value'))
          .map(([left, right]) => `case when ${left} > 1 then ${right} end`),
        tie('query').map((query) => `(select max(m.x) from (${query}) m)`),
      ),
      from: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'public.a', 'lateral (select * from a) l'),
        tie('query').map((query) => `(${query}) sub`),
      ),
      query: fc
        .tuple(tie('value'), tie('from'), fc.boolean())
        .map(([value, from, twice]) =>
          [`select s.id, ${value} as x, s.y, s.b_id from (select * from ${from}) s`, 'select * from a']
            .slice(0, twice ? 2 : 1)
            .join(' union all '),
        ),
    })).query
    fc.assert(
      fc.property(relation, (sql) => {
        const result = lineage.ofView(sql, known)
        expect(result.notUnderstood).toEqual([])
        expect(result.columns.map(({ toColumn }) => toColumn)).toEqual(['id', 'x', 'y', 'b_id'])
        for (const [column, index] of [
          ['id', 0],
          ['y', 2],
          ['b_id', 3],
        ] as const)
          expect(result.columns[index]?.from).toEqual([{ schema: 'public', table: 'a', column }])
        expectKnownOrigins(result)
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})
