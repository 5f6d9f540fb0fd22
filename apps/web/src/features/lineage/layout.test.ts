import { expect, test } from 'vitest'
import { placeNodes } from './layout.ts'

const box = (id: string, height = 60) => ({ id, width: 200, height })

test('what flows stands to the right of where it comes from', () => {
  const at = placeNodes({
    nodes: [box('c'), box('a'), box('b')],
    edges: [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ],
  })
  expect(at.a?.x).toBeLessThan(at.b?.x ?? 0)
  expect(at.b?.x).toBeLessThan(at.c?.x ?? 0)
})

test('nodes of one layer do not overlap, however high they are', () => {
  const nodes = [box('root'), ...Array.from({ length: 12 }, (_, i) => box(`n${i}`, 40 + i * 30))]
  const at = placeNodes({ nodes, edges: nodes.slice(1).map(({ id }) => ({ from: 'root', to: id })) })
  const layer = nodes
    .slice(1)
    .map(({ id, height }) => ({ top: at[id]?.y ?? 0, bottom: (at[id]?.y ?? 0) + height }))
    .sort((a, b) => a.top - b.top)
  for (const [index, { bottom }] of layer.entries()) {
    const next = layer[index + 1]
    if (next) expect(next.top).toBeGreaterThanOrEqual(bottom)
  }
})

test('edges to unknown nodes and cycles do no harm', () => {
  const at = placeNodes({
    nodes: [box('a'), box('b')],
    edges: [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
      { from: 'a', to: 'gone' },
    ],
  })
  expect(Object.values(at).every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true)
})
