import type { EntityLineage } from '@waymark/spec'
import { expect, test } from 'vitest'
import { columnFlow, columnsByNode, mergeLineage, nearest } from './lineage-graph.ts'

const node = (id: string) => ({ id, type: 'table', fullyQualifiedName: `s.d.c.${id}` })
const edge = (from: string, to: string, ...columns: [string[], string][]) => ({
  fromEntity: from,
  toEntity: to,
  lineageDetails: {
    columnsLineage: columns.map(([fromColumns, toColumn]) => ({ fromColumns, toColumn })),
  },
})
const around: EntityLineage = {
  entity: node('b'),
  nodes: [node('a'), node('c')],
  upstreamEdges: [edge('a', 'b', [['a.x', 'a.y'], 'b.sum'])],
  downstreamEdges: [edge('b', 'c', [['b.sum'], 'c.total'])],
}
const further: EntityLineage = {
  entity: node('c'),
  nodes: [node('d')],
  upstreamEdges: [],
  downstreamEdges: [edge('c', 'd', [['c.total'], 'd.t'], [['c.other'], 'd.o'])],
}

test('answers add up, and the root stays', () => {
  const graph = mergeLineage(mergeLineage(undefined, around, ['upstream', 'downstream']), further, [
    'downstream',
  ])
  expect(graph.rootId).toBe('b')
  expect([...graph.nodes.keys()].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect([...graph.edges.keys()]).toEqual(['a>b', 'b>c', 'c>d'])
  expect(graph.opened.downstream).toEqual(new Set(['b', 'c']))
  expect(graph.opened.upstream).toEqual(new Set(['b']))
})

test('the same answer twice changes nothing', () => {
  const once = mergeLineage(undefined, around, ['upstream'])
  expect(mergeLineage(once, around, ['upstream'])).toEqual(once)
})

test('the nearest nodes are those with the fewest steps', () => {
  const graph = mergeLineage(mergeLineage(undefined, around, []), further, [])
  expect(nearest(graph, 3)).toEqual(new Set(['b', 'a', 'c']))
  expect(nearest(graph, 99).size).toBe(4)
})

test('cycles end', () => {
  const cycle: EntityLineage = { ...around, downstreamEdges: [edge('b', 'a', [['b.sum'], 'a.x'])] }
  const graph = mergeLineage(undefined, cycle, [])
  expect(nearest(graph, 99).size).toBe(2)
  expect(columnFlow(graph, 'a.x')).toEqual(new Set(['a.x', 'b.sum', 'a.y']))
})

test('a column flows both ways through the tables it passes', () => {
  const graph = mergeLineage(mergeLineage(undefined, around, []), further, [])
  expect(columnFlow(graph, 'b.sum')).toEqual(new Set(['b.sum', 'a.x', 'a.y', 'c.total', 'd.t']))
  expect(columnsByNode(graph, new Set(['a', 'b', 'c'])).get('c')).toEqual(['c.total'])
  expect(columnsByNode(graph, new Set(['a', 'b', 'c', 'd'])).get('c')).toEqual(['c.total', 'c.other'])
})
