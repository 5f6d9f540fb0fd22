import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEngine } from '../create-engine.ts'
import { openDatabase } from '../database.ts'
import type { Engine } from '../engine.ts'
import { createSecretBox } from '../secret-box.ts'
import { createTestDatabase, settledEvents, type TestDatabase } from '../testing/index.ts'

const ada = { name: 'ada' }

describe('change events', () => {
  let test: TestDatabase
  let engine: Engine
  beforeAll(async () => {
    test = await createTestDatabase()
    const secrets = createSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
    engine = createEngine({ database: test.database, registry: createRegistry(), secrets })
  })
  afterAll(() => test?.drop())

  it('tells creation, change and deletion in order, with what changed', async () => {
    const start = await engine.events.latestSequence()
    const { entity } = await engine.create('role', { name: 'r1', policies: [] }, ada)
    await engine.patch('role', { id: entity.id }, [{ op: 'add', path: '/description', value: 'x' }], ada)
    await engine.delete('role', { id: entity.id }, ada, { hard: true })
    const events = await settledEvents({ database: test.database, engine }, start)
    expect(events.map((event) => event.eventType)).toEqual([
      'entityCreated',
      'entityUpdated',
      'entityDeleted',
    ])
    expect(events[1]).toMatchObject({
      userName: 'ada',
      previousVersion: 0.1,
      currentVersion: 0.2,
      changeDescription: { fieldsAdded: [{ name: 'description', newValue: 'x' }] },
    })
    const sequences = (await engine.events.after(start, 10)).map((event) => event.sequence)
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
  })

  it('knows the last event before a moment', async () => {
    const start = await engine.events.latestSequence()
    const before = Date.now()
    await engine.create('role', { name: 'momentary', policies: [] }, ada)
    await expect.poll(() => engine.events.latestSequence()).toBeGreaterThan(start)
    expect(await engine.events.latestSequence(before)).toBe(start)
    expect(await engine.events.latestSequence(0)).toBe(0)
    expect(await engine.events.latestSequence(Date.now() + 1)).toBe(await engine.events.latestSequence())
  })

  it('never shows an event whose earlier neighbour is not committed yet', async () => {
    const start = await engine.events.latestSequence()
    const other = openDatabase({ connection: { connectionString: test.url } })
    let finish = () => {}
    const held = other.transaction(async (tx) => {
      await tx.query(
        `insert into change_event (event_type, entity_type, entity_id, fqn, current_version, user_name, at_ms)
         values ('entityCreated', 'role', gen_random_uuid(), 'slow', 0.1, 'ada', 0)`,
      )
      await new Promise<void>((resolve) => {
        finish = resolve
      })
    })
    await expect.poll(() => finish.name).not.toBe('finish')
    await engine.create('role', { name: 'quick', policies: [] }, ada)
    expect(await engine.events.after(start, 10)).toEqual([])
    finish()
    await held
    await other.close()
    const seen = await settledEvents({ database: test.database, engine }, start)
    expect(seen.map((event) => event.entityFullyQualifiedName)).toEqual(['slow', 'quick'])
  })

  it('wakes subscribers on any replica', async () => {
    const replica = openDatabase({ connection: { connectionString: test.url } })
    const secrets = createSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
    const there = createEngine({ database: replica, registry: createRegistry(), secrets })
    const woken = vi.fn()
    const subscription = await there.events.subscribe(woken)
    woken.mockClear()
    await engine.create('role', { name: 'announced', policies: [] }, ada)
    await expect.poll(() => woken.mock.calls.length).toBeGreaterThan(0)
    await subscription.unsubscribe()
    await replica.close()
  })
})
