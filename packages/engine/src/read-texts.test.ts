/** Texts that are asked for at once share a statement, and each gets its own answer. */
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const person = { name: 'person' }
const schema = 'svc.db.public'
const tableNames = Array.from({ length: 40 }, (_, at) => `t${at}`)
let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
  const bodies = tableNames.map((name) => tableBody(name, schema))
  expect((await test.engine.bulk('table', bodies, person)).status).toBe('success')
  await test.engine.delete('table', { fqn: `${schema}.t1` }, person)
})
afterAll(() => test.drop())

describe('texts asked for at once', () => {
  it('are the ones that were asked for, by name and by id, more than one statement takes', async () => {
    const fqns = tableNames.filter((name) => name !== 't1').map((name) => `${schema}.${name}`)
    const byName = await Promise.all(fqns.map((fqn) => test.engine.getText('table', { fqn })))
    expect(byName.map((text) => JSON.parse(text).fullyQualifiedName)).toEqual(fqns)
    const ids = byName.map((text) => String(JSON.parse(text).id))
    expect(await Promise.all(ids.map((id) => test.engine.getText('table', { id })))).toEqual(byName)
  })

  it('fail alone: the missing and the deleted one, beside a twice wanted and another type', async () => {
    const { engine } = test
    const [twice, again, missing, deleted, all, parent] = await Promise.allSettled([
      engine.getText('table', { fqn: `${schema}.t2` }),
      engine.getText('table', { fqn: `${schema}.t2` }),
      engine.getText('table', { fqn: `${schema}.none` }),
      engine.getText('table', { fqn: `${schema}.t1` }),
      engine.getText('table', { fqn: `${schema}.t1` }, 'all'),
      engine.getText('databaseSchema', { fqn: schema }),
    ])
    expect([twice.status, again.status, all.status, parent.status]).toEqual(Array(4).fill('fulfilled'))
    for (const one of [missing, deleted])
      expect(one.status === 'rejected' && isProblem(one.reason, 'entity-not-found')).toBe(true)
  })
})
