/** What the catalog holds is counted by type, service, tier and team, without what was deleted. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSchemas, tableBody } from '../testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'

const person = { name: 'person' }
let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
})
afterAll(() => test.drop())

it('counts what is described, what is owned and by whose team, and forgets what was deleted', async () => {
  const { engine } = test
  const make = async (type: string, body: object) => (await engine.create(type, { ...body }, person)).entity
  await make('classification', { name: 'Tier', description: 'importance' })
  await make('tag', { name: 'Tier1', classification: 'Tier', description: 'the most' })
  const team = await make('team', { name: 'sales', teamType: 'Group' })
  const ada = await make('user', { name: 'ada', email: 'ada@example.com', teams: [team.id] })
  const alone = await make('user', { name: 'alone', email: 'alone@example.com' })
  const table = (name: string, more: object) =>
    make('table', { ...tableBody(name, 'svc.db.public'), description: '', ...more })
  const owner = (type: string, { id }: { readonly id: string }) => ({ owners: [{ type, id }] })
  const tier = { tagFQN: 'Tier.Tier1', source: 'Classification', labelType: 'Manual', state: 'Confirmed' }
  await table('by_person', { description: 'Of Ada.', ...owner('user', ada) })
  await table('by_team', { description: 'Of her team.', ...owner('team', team) })
  await table('by_nobody', { description: 'Of nobody.' })
  await table('by_one_without_team', owner('user', alone))
  await table('first', { description: 'First.', tags: [tier] })
  const gone = await table('gone', { description: 'Gone.', ...owner('user', ada) })
  await engine.delete('table', { id: gone.id }, person)

  const counted = { entityType: 'table', serviceName: 'svc' }
  const rows = await engine.census(['table'])
  expect(rows).toHaveLength(3)
  expect(rows).toEqual(
    expect.arrayContaining([
      { ...counted, team: 'sales', entityCount: 2, completedDescriptions: 2, hasOwner: 2 },
      { ...counted, entityTier: 'Tier.Tier1', entityCount: 1, completedDescriptions: 1, hasOwner: 0 },
      { ...counted, entityCount: 2, completedDescriptions: 1, hasOwner: 1 },
    ]),
  )
  expect(await engine.census(['databaseSchema'])).toMatchObject([
    { ...counted, entityType: 'databaseSchema' },
  ])
})
