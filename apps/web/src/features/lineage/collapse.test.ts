import { expect, test } from 'vitest'
import { collapse } from './collapse.ts'
import { mergeLineage } from './lineage-graph.ts'

const table = (id: string, schema: string) => ({
  id,
  type: 'table',
  fullyQualifiedName: `shop."my.db".${schema}.${id}`,
})
const board = { id: 'board', type: 'dashboard', fullyQualifiedName: 'boards.sales' }
const graph = mergeLineage(
  undefined,
  {
    entity: table('mart', 'marts'),
    nodes: [table('orders', 'raw'), table('customers', 'raw'), table('other', 'marts'), board],
    upstreamEdges: [
      { fromEntity: 'orders', toEntity: 'mart' },
      { fromEntity: 'customers', toEntity: 'mart', lineageDetails: { sqlQuery: 'select 1' } },
      { fromEntity: 'other', toEntity: 'mart' },
    ],
    downstreamEdges: [{ fromEntity: 'mart', toEntity: 'board' }],
  },
  ['upstream', 'downstream'],
)

test('tables of a schema are one box, and edges between two schemas are one', () => {
  const coarse = collapse(graph, 'schema')
  expect([...coarse.nodes.values()].map(({ fullyQualifiedName }) => fullyQualifiedName).sort()).toEqual([
    'boards',
    'shop."my.db".marts',
    'shop."my.db".raw',
  ])
  expect([...coarse.edges.keys()]).toEqual([
    'databaseSchema shop."my.db".raw>databaseSchema shop."my.db".marts',
    'databaseSchema shop."my.db".marts>dashboardService boards',
  ])
  expect(coarse.rootId).toBe('databaseSchema shop."my.db".marts')
})

test('everything of a service is one box, and what flows inside it is not drawn', () => {
  const coarse = collapse(graph, 'service')
  expect([...coarse.edges.keys()]).toEqual(['databaseService shop>dashboardService boards'])
})

test('assets stay as they are', () => {
  expect(collapse(graph, 'asset')).toBe(graph)
})

test('everything of a domain is one box, and what is in none stays', () => {
  const finance = { id: 'finance-id', type: 'domain', fullyQualifiedName: 'finance' }
  const coarse = collapse(
    graph,
    'domain',
    new Map([
      ['mart', finance],
      ['orders', finance],
    ]),
  )
  expect([...coarse.edges.keys()].sort()).toEqual([
    'customers>finance-id',
    'finance-id>board',
    'other>finance-id',
  ])
  expect(coarse.rootId).toBe('finance-id')
})
