/** Settings: typed, versioned by events, secrets sealed. */
import { SECRET_MASK } from '@waymark/spec'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { settledEvents } from '../testing/settled-events.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'

const actor = { name: 'admin' }
let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
})
afterAll(() => test.drop())

it('holds initial values that its own schemas accept', async () => {
  for (const { type, value } of await test.engine.settings.list()) {
    expect((await test.engine.settings.put(type, value, actor)).version).toBe(0.1)
  }
})

it('replaces a kind as a whole, tells the change, and goes back', async () => {
  const value = {
    upstreamDepth: 3,
    downstreamDepth: 1,
    lineageLayer: 'EntityLineage',
    pipelineViewMode: 'Edge',
  }
  expect(await test.engine.settings.put('lineageSettings', value, actor)).toMatchObject({
    value,
    version: 0.2,
  })
  expect((await test.engine.settings.get('lineageSettings')).value).toEqual(value)
  const [event] = (await settledEvents(test, 0)).slice(-1)
  expect(event).toMatchObject({ entityType: 'settings', currentVersion: 0.2 })
  expect((await test.engine.settings.reset('lineageSettings', actor)).value).toMatchObject({
    upstreamDepth: 2,
  })
})

it('keeps secrets sealed, and what a mask stands for', async () => {
  const put = (value: unknown) => test.engine.settings.put('emailConfiguration', value, actor)
  const first = await put({ senderMail: 'a@b.example', password: 'canary' })
  expect(first.value).toEqual({ senderMail: 'a@b.example', password: SECRET_MASK })
  await put({ senderMail: 'c@d.example', password: SECRET_MASK })
  const clear = await test.engine.settings.get('emailConfiguration', { revealSecrets: true })
  expect(clear.value).toEqual({ senderMail: 'c@d.example', password: 'canary' })
  const { rows } = await test.database.query('select value::text, secrets::text from setting')
  expect(JSON.stringify([rows, await settledEvents(test, 0)])).not.toContain('canary')
})

it('says which kinds there are, and who keeps the others', async () => {
  await expect(test.engine.settings.get('lineageSetings')).rejects.toThrow("Did you mean 'lineageSettings'?")
  await expect(test.engine.settings.get('authenticationConfiguration')).rejects.toThrow('environment')
  await expect(test.engine.settings.put('lineageSettings', { upstreamDepth: 9 }, actor)).rejects.toThrow(
    'downstreamDepth',
  )
})
