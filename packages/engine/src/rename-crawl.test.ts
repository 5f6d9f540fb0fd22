/** Nothing holds on to a name that is gone: every table is crawled after a rename above an entity of every type. */
import { randomUUID } from 'node:crypto'
import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRenamable } from './relocate.ts'
import { crawler } from './testing/crawl.ts'
import { createSample } from './testing/sample.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const person = { name: 'person' }
const registry = createRegistry()
/** A test makes the suite of its table, and a suite keeps the name that it was given. */
const suites = new Set(['testCase', 'testSuite'])

let test: TestEngine
let crawl: (text: string) => Promise<string[]>
beforeAll(async () => {
  test = await createTestEngine()
  crawl = await crawler(test.database)
})
afterAll(() => test.drop())

/** The highest entity above one. */
async function rootOf(id: string): Promise<{ readonly id: string; readonly type: string }> {
  const { rows } = await test.database.query<{ id: string; type: string }>(
    `with recursive line as (
       select id, type, parent_id from entity where id = $1
       union all select entity.id, entity.type, entity.parent_id from line join entity on entity.id = line.parent_id)
     select id, type from line where parent_id is null`,
    [id],
  )
  const [root] = rows
  if (!root) throw new Error(`nothing is above ${id}`)
  return root
}

for (const { type, parent } of registry.all) {
  if (!parent || suites.has(type)) continue
  it(`${type}: nothing is called as it was`, async () => {
    const { engine } = test
    const { id } = await createSample(engine, type)
    const root = await rootOf(id)
    if (!isRenamable(registry.byType(root.type))) throw new Error(`${root.type} is not renamed`)
    const rename = (value: string) =>
      engine.patch(root.type, { id: root.id }, [{ op: 'replace', path: '/name', value }], person)
    const [was, is] = [`was ${randomUUID()}`, `is ${randomUUID()}`]
    await rename(was)
    const { fullyQualifiedName } = await engine.get(type, { id })
    expect(fullyQualifiedName).toContain(was)
    const other = await createSample(engine, 'table')
    const accessedBy = { id, type, fullyQualifiedName }
    const lifeCycle = { created: { timestamp: 1, accessedBy } }
    await engine.patch(
      'table',
      { id: other.id },
      [{ op: 'add', path: '/lifeCycle', value: lifeCycle }],
      person,
    )
    await rename(is)
    const renamed = await engine.get(type, { id }, { fields: '*' })
    expect(renamed.fullyQualifiedName).toBe(fullyQualifiedName.replace(was, is))
    expect(await crawl(was)).toEqual([])
  })
}
