/** Who may read what is said about an entity, and what the decision of a task does, end to end. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
const orders = 'svc.db.public.orders'
const about = (type: string, fqn: string) => `<#E::${type}::${fqn}>`

async function admin(method: string, path: string, body?: unknown): Promise<Loose> {
  const answer = await t.call(method, `/api/v1/${path}`, {
    as: t.tokens.admin,
    ...(body === undefined ? {} : { body }),
  })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const person = (method: string, path: string, body?: unknown) =>
  t.call(method, `/api/v1/${path}`, { as: t.tokens.person, ...(body === undefined ? {} : { body }) })
const jane = () => ({ id: t.personId, type: 'user' })
const task = (type: string, link: string) =>
  admin('POST', 'feed', {
    type: 'Task',
    message: 'please decide',
    about: link,
    taskDetails: { type, assignees: [jane()] },
  })
const resolve = (asked: Loose, body: object) =>
  person('PUT', `feed/tasks/${String(asked.task?.id)}/resolve`, body)

beforeAll(async () => {
  await admin('PUT', 'services/databaseServices', { name: 'svc', serviceType: 'Postgres' })
  await admin('PUT', 'databases', { name: 'db', service: 'svc' })
  await admin('PUT', 'databaseSchemas', { name: 'public', database: 'svc.db' })
  await admin('PUT', 'databaseSchemas', { name: 'hers', database: 'svc.db', owners: [jane()] })
  for (const databaseSchema of ['svc.db.public', 'svc.db.hers']) {
    await admin('PUT', 'tables', {
      name: 'orders',
      databaseSchema,
      columns: [{ name: 'id', dataType: 'INT' }],
    })
  }
})

describe('a task about a failing test', () => {
  it('resolves its incident with the reason that the task was given', async () => {
    const testCase = `${orders}.count`
    await admin('POST', 'dataQuality/testCases', {
      name: 'count',
      entityLink: about('table', orders),
      testDefinition: 'tableRowCountToEqual',
      parameterValues: [{ name: 'value', value: '7' }],
    })
    const failed = { timestamp: Date.now(), testCaseStatus: 'Failed', result: 'none' }
    await admin('POST', `dataQuality/testCases/testCaseResults/${testCase}`, failed)
    const asked = await task('RequestTestCaseFailureResolution', about('testCase', testCase))
    const decision = { newValue: 'the load was late', testCaseFailureReason: 'MissingData' }
    const refused = await resolve(asked, decision)
    expect(refused.status, 'without the right to edit tests').toBe(403)
    await admin('PUT', `feed/tasks/${String(asked.task?.id)}/resolve`, decision)
    const { data } = await admin('GET', 'dataQuality/testCases/testCaseIncidentStatus?latest=true')
    expect(data).toMatchObject([
      {
        testCaseResolutionStatusType: 'Resolved',
        testCaseResolutionStatusDetails: {
          testCaseFailureReason: 'MissingData',
          testCaseFailureComment: 'the load was late',
        },
      },
    ])
    expect((await admin('GET', `dataQuality/testCases/name/${testCase}`)).incidentId).toBeUndefined()
  })
})

describe('a task to approve a term', () => {
  const term = async (name: string, reviewer: object) => {
    await admin('PUT', 'glossaries', { name, description: 'x', reviewers: [reviewer] })
    await admin('POST', 'glossaryTerms', { glossary: name, name: 'word', description: 'x' })
    return `${name}.word`
  }
  const status = async (fqn: string) => (await admin('GET', `glossaryTerms/name/${fqn}`)).entityStatus

  it('approves it when a reviewer resolves it, and refuses everybody else', async () => {
    const hers = await term('hers', jane())
    expect(await status(hers)).toBe('In Review')
    const asked = await task('RequestApproval', about('glossaryTerm', hers))
    expect((await resolve(asked, { newValue: 'perhaps' })).status).toBe(400)
    expect(await resolve(asked, { newValue: 'approved' })).toMatchObject({
      status: 200,
      body: { task: { status: 'Closed', closedBy: 'jane' } },
    })
    expect(await status(hers)).toBe('Approved')

    const { id } = await admin('POST', 'users', { name: 'reviewer', email: 'reviewer@example.com' })
    const notHers = await term('others', { id, type: 'user' })
    const other = await task('RequestApproval', about('glossaryTerm', notHers))
    expect((await resolve(other, { newValue: 'approved' })).status).toBe(403)
    expect(await status(notHers)).toBe('In Review')
    const open = await admin('GET', `feed/tasks/${String(other.task?.id)}`)
    expect(open).toMatchObject({ task: { status: 'Open' } })
  })
})

describe('somebody who sees only what is theirs', () => {
  let hidden: Loose
  let own: Loose
  let suggestion: Loose
  beforeAll(async () => {
    hidden = await admin('POST', 'feed', { message: 'secret', about: about('table', orders) })
    own = await admin('POST', 'feed', { message: 'open', about: about('table', 'svc.db.hers.orders') })
    suggestion = await admin('POST', 'suggestions', {
      entityLink: about('table', orders),
      description: 'secret',
    })
    const policy = await admin('GET', 'policies/name/OrganizationPolicy')
    const rules = policy.rules as unknown as { name: string }[]
    const at = rules.findIndex(({ name }) => name === 'OrganizationPolicy-View')
    const patch = [{ op: 'add', path: `/rules/${at}/condition`, value: 'isOwner()' }]
    await admin('PATCH', `policies/${String(policy.id)}`, patch)
    const seen = async () => (await person('GET', `tables/name/${orders}`)).status
    await vi.waitFor(async () => expect(await seen()).toBe(403), { timeout: 60_000 })
  })

  it('reads, counts and answers no thread about anything else', async () => {
    const threads = async (query = '') => (await person('GET', `feed?limit=100${query}`)).body.data
    expect(JSON.stringify(await threads())).not.toContain('secret')
    expect(await threads('&type=Conversation')).toMatchObject([{ id: own.id }])
    expect(JSON.stringify((await person('GET', 'feed/count')).body)).not.toContain('public')
    const path = `feed/${String(hidden.id)}`
    for (const [method, url, body] of [
      ['GET', path],
      ['GET', `${path}/posts`],
      ['POST', `${path}/posts`, { message: 'hi' }],
      ['DELETE', path],
    ] as const) {
      expect((await person(method, url, body)).status, `${method} ${url}`).toBe(404)
    }
    const started = await person('POST', 'feed', { message: 'hi', about: about('table', orders) })
    expect(started.status).toBe(403)
  })

  it('reads and makes no suggestion about anything else', async () => {
    expect((await person('GET', 'suggestions')).body.data).toEqual([])
    expect((await person('GET', `suggestions/${String(suggestion.id)}`)).status).toBe(403)
    const body = { entityLink: about('table', orders), description: 'x' }
    expect((await person('POST', 'suggestions', body)).status).toBe(403)
  })

  it('hears of threads about what is theirs only', async () => {
    const told = async () => {
      const { body } = await person('GET', 'events?limit=1000')
      return (body.data as unknown as { entityType: string; entityId: unknown }[])
        .filter(({ entityType }) => entityType === 'THREAD')
        .map(({ entityId }) => entityId)
    }
    await expect.poll(told).toContain(own.id)
    expect(await told()).not.toContain(hidden.id)
  })

  it('finds threads about what they own by way of its schema', async () => {
    const { body } = await person('GET', 'feed?filterType=OWNER&type=Conversation')
    expect(body.data).toMatchObject([{ id: own.id }])
  })
})
