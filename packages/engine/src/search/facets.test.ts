import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '../engine.ts'
import { createTestEngine } from '../testing/index.ts'

const actor = { name: 'tester' }
let engine: Engine
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ engine, drop } = await createTestEngine())
  await engine.create('databaseService', { name: 'svc', serviceType: 'Oracle' }, actor)
  await engine.create('database', { name: 'db', service: 'svc' }, actor)
  for (const name of ['wide', 'narrow'])
    await engine.create('databaseSchema', { name, database: 'svc.db' }, actor)
  const table = (name: string, schema: string, tableType: string) => ({
    ...{ name, databaseSchema: `svc.db.${schema}`, tableType },
    columns: [{ name: 'id', dataType: 'INT' }],
  })
  const tables = [
    ...Array.from({ length: 2400 }, (_, index) => table(`t${index}`, 'wide', 'Regular')),
    ...Array.from({ length: 3 }, (_, index) => table(`n${index}`, 'narrow', 'View')),
  ]
  for (let at = 0; at < tables.length; at += 200)
    await engine.bulk('table', tables.slice(at, at + 200), actor)
})
afterAll(() => drop())

it('counts what few hits have one by one, however many match without the choice', async () => {
  const { total, facets } = await engine.search.search({
    index: 'table_search_index',
    facets: { databaseSchema: ['narrow'] },
    withFacets: true,
  })
  expect(total).toBe(3)
  expect(facets?.tableType).toEqual([{ value: 'View', count: 3 }])
  expect(facets?.databaseSchema).toContainEqual({ value: 'narrow', count: 3 })
  // What else could be chosen stays to be seen, counted from a part.
  expect(facets?.databaseSchema?.[0]?.value).toBe('wide')
})
