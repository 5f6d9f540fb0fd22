import { expect, test } from 'vitest'
import { mergeLineage } from './lineage-graph.ts'
import { lineageCsv, lineageRows } from './lineage-table.ts'

const graph = mergeLineage(
  undefined,
  {
    entity: { id: 'v', type: 'table', fullyQualifiedName: 's.d.c.v' },
    nodes: [
      { id: 't', type: 'table', fullyQualifiedName: 's.d.c."odd, ""name"""' },
      { id: 'u', type: 'table', fullyQualifiedName: '=cmd()' },
    ],
    upstreamEdges: [
      {
        fromEntity: 't',
        toEntity: 'v',
        lineageDetails: {
          source: 'ViewLineage',
          columnsLineage: [
            { fromColumns: ['s.d.c."odd, ""name""".a', 's.d.c."odd, ""name""".b'], toColumn: 's.d.c.v.sum' },
            { fromColumns: ['s.d.c."odd, ""name""".a'], toColumn: 's.d.c.v.first' },
          ],
        },
      },
      { fromEntity: 'u', toEntity: 'v' },
    ],
    downstreamEdges: [],
  },
  ['upstream'],
)

test('every pair of columns is a row, an edge without columns is one', () => {
  expect(
    lineageRows(graph).map(({ from, fromColumns, to, toColumn }) => [from, fromColumns, to, toColumn]),
  ).toEqual([
    ['=cmd()', '', 's.d.c.v', ''],
    ['s.d.c."odd, ""name"""', 'a', 's.d.c.v', 'first'],
    ['s.d.c."odd, ""name"""', 'a, b', 's.d.c.v', 'sum'],
  ])
})

test('the CSV quotes what RFC 4180 wants quoted and holds no formula', () => {
  expect(lineageCsv(lineageRows(graph))).toBe(
    [
      'from,from_columns,to,to_column,source',
      "'=cmd(),,s.d.c.v,,",
      '"s.d.c.""odd, """"name""""""",a,s.d.c.v,first,ViewLineage',
      '"s.d.c.""odd, """"name""""""","a, b",s.d.c.v,sum,ViewLineage',
      '',
    ].join('\r\n'),
  )
})
