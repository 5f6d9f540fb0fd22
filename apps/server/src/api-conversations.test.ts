import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCatalog, type TestCatalog } from './testing/test-catalog.ts'

describe('the API of conversations and alerts', () => {
  let test: TestCatalog
  let admin: string
  let person: string
  const about = '<#E::role::Talked>'
  beforeAll(async () => {
    test = await openTestCatalog({ WAYMARK_NOTIFY_ALLOWED_HOSTS: '127.0.0.0/8' })
    admin = test.tokens.admin
    person = test.tokens.person
    await test.call('POST', '/api/v1/roles', { as: admin, body: { name: 'Talked', policies: [] } })
  })
  afterAll(() => test?.close())

  it('lets people talk about what they see, and edit only what is theirs', async () => {
    const created = await test.call('POST', '/api/v1/feed', { as: person, body: { message: 'hello', about } })
    expect(created).toMatchObject({ status: 201, body: { createdBy: 'jane', type: 'Conversation' } })
    const path = `/api/v1/feed/${String(created.body.id)}`
    const answered = await test.call('POST', `${path}/posts`, { as: admin, body: { message: 'hi' } })
    expect(answered).toMatchObject({ status: 201, body: { posts: [{ from: 'root', message: 'hi' }] } })
    const post = `${path}/posts/${String(answered.body.posts?.[0]?.id)}`
    const change = [{ op: 'replace', path: '/message', value: 'mine now' }]
    expect((await test.call('PATCH', post, { as: person, body: change })).status).toBe(403)
    expect((await test.call('DELETE', post, { as: person })).status).toBe(403)
    expect((await test.call('DELETE', post, { as: admin })).status).toBe(200)
    expect((await test.call('PATCH', path, { as: person, body: change })).body).toMatchObject({
      message: 'mine now',
    })
    const list = await test.call('GET', `/api/v1/feed?entityLink=${encodeURIComponent(about)}`, {
      as: person,
    })
    expect(list.body).toMatchObject({ data: [{ id: created.body.id }], paging: { total: 1 } })
    const count = await test.call('GET', `/api/v1/feed/count?entityLink=${encodeURIComponent(about)}`, {
      as: person,
    })
    expect(count.body).toMatchObject({ data: [{ conversationCount: 1, openTaskCount: 0 }] })
    expect((await test.call('DELETE', path, { as: person })).status).toBe(200)
    expect((await test.call('GET', path, { as: person })).status).toBe(404)
    await expect
      .poll(async () => {
        const { body } = await test.call('GET', '/api/v1/events?limit=1000', { as: person })
        return body.data
      })
      .toContainEqual(
        expect.objectContaining({
          eventType: 'entityDeleted',
          entityType: 'THREAD',
          entityId: created.body.id,
          userName: 'jane',
        }),
      )
    expect((await test.call('GET', '/api/v1/feed/nothing', { as: person })).status).toBe(404)
    const bad = await test.call('POST', '/api/v1/feed', { as: person, body: { message: 'x', about: 'role' } })
    expect(bad.status).toBe(400)
  })

  it('lets assignees and editors decide a task, and nobody else', async () => {
    const ask = async (assignees: object[]) => {
      const taskDetails = { type: 'RequestDescription', assignees }
      const task = await test.call('POST', '/api/v1/feed', {
        as: admin,
        body: { type: 'Task', message: 'describe', about, taskDetails },
      })
      return `/api/v1/feed/tasks/${String(task.body.task?.id)}`
    }
    const body = { newValue: 'A role' }
    const notHers = await ask([])
    expect((await test.call('PUT', `${notHers}/resolve`, { as: person, body })).status).toBe(403)
    expect((await test.call('PUT', `${notHers}/close`, { as: person, body: { comment: '' } })).status).toBe(
      403,
    )
    expect((await test.call('PUT', `${notHers}/close`, { as: admin, body: { comment: '' } })).status).toBe(
      200,
    )
    const hers = await ask([{ id: test.personId, type: 'user' }])
    const done = await test.call('PUT', `${hers}/resolve`, { as: person, body })
    expect(done.body).toMatchObject({ task: { status: 'Closed', closedBy: 'jane' } })
    const role = await test.call('GET', '/api/v1/roles/name/Talked', { as: admin })
    expect(role.body).toMatchObject({ description: 'A role', updatedBy: 'jane' })
    const mine = await test.call('GET', '/api/v1/feed?filterType=ASSIGNED_TO&type=Task', { as: person })
    expect(mine.body.paging?.total).toBe(1)
  })

  it('takes suggestions from anybody and lets those with the right accept them', async () => {
    const body = { type: 'SuggestDescription', entityLink: about, description: 'Better' }
    const made = await test.call('POST', '/api/v1/suggestions', { as: person, body })
    expect(made).toMatchObject({ status: 201, body: { status: 'Open', createdBy: { name: 'jane' } } })
    const path = `/api/v1/suggestions/${String(made.body.id)}`
    expect(
      (await test.call('PUT', `${path}`, { as: admin, body: { description: 'Good' } })).body,
    ).toMatchObject({
      description: 'Good',
    })
    expect((await test.call('PUT', `${path}/accept`, { as: admin })).body).toMatchObject({
      status: 'Accepted',
    })
    await test.call('POST', '/api/v1/suggestions', { as: person, body: { ...body, description: 'Best' } })
    const all = await test.call(
      'PUT',
      `/api/v1/suggestions/accept-all?userId=${test.personId}&entityFQN=Talked&suggestionType=SuggestDescription`,
      { as: admin },
    )
    expect(all.body.paging?.total).toBe(1)
    expect((await test.call('GET', '/api/v1/roles/name/Talked', { as: admin })).body.description).toBe('Best')
  })

  it('holds what accepting a suggestion or resolving a task writes to the rules of the installation', async () => {
    const rule = { '!=': [{ var: 'description' }, 'lorem ipsum'] }
    const semantics = { name: 'Said', description: 'No filler.', rule: JSON.stringify(rule), enabled: true }
    const settings = { config_type: 'entityRulesSettings', config_value: { entitySemantics: [semantics] } }
    expect((await test.call('PUT', '/api/v1/system/settings', { as: admin, body: settings })).status).toBe(
      200,
    )
    const filler = 'lorem ipsum'
    const made = await test.call('POST', '/api/v1/suggestions', {
      as: person,
      body: { entityLink: about, description: filler },
    })
    const accepted = await test.call('PUT', `/api/v1/suggestions/${String(made.body.id)}/accept`, {
      as: admin,
    })
    const taskDetails = { type: 'UpdateDescription', assignees: [] }
    const task = await test.call('POST', '/api/v1/feed', {
      as: admin,
      body: { type: 'Task', message: 'x', about, taskDetails },
    })
    const number = String(task.body.task?.id)
    const resolved = await test.call('PUT', `/api/v1/feed/tasks/${number}/resolve`, {
      as: admin,
      body: { newValue: filler },
    })
    for (const answer of [accepted, resolved]) {
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('No filler.') } })
    }
    const open = await test.call('GET', `/api/v1/suggestions/${String(made.body.id)}`, { as: admin })
    expect(open.body).toMatchObject({ status: 'Open' })
    const reset = '/api/v1/system/settings/reset/entityRulesSettings'
    expect((await test.call('PUT', reset, { as: admin })).status).toBe(200)
  })

  it('saves no alert whose messages would go inside, whichever way it is written', async () => {
    const base = '/api/v1/events/subscriptions'
    const alert = (name: string, config: object) => ({
      name,
      alertType: 'Notification',
      resources: ['table'],
      destinations: [{ category: 'External', type: 'Webhook', config }],
    })
    const token = { type: 'oauth2', tokenUrl: 'http://10.0.0.7/token', clientId: 'a', clientSecret: 'b' }
    for (const [config, member] of [
      [{ endpoint: 'http://169.254.169.254/latest' }, 'endpoint'],
      [{ endpoint: 'http://[::ffff:10.1.2.3]/' }, 'endpoint'],
      [{ endpoint: 'ftp://127.0.0.1/' }, 'endpoint'],
      [{ endpoint: 'http://127.0.0.1/', authType: token }, 'authType.tokenUrl'],
    ] as const) {
      const refused = await test.call('POST', base, { as: admin, body: alert('inside', config) })
      expect(refused).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining(`destinations[0].config.${member}`) },
      })
    }
    const body = alert('outside', { endpoint: 'http://127.0.0.1:9/' })
    const { id } = (await test.call('POST', base, { as: admin, body })).body
    const path = '/destinations/0/config/endpoint'
    const patch = (value: string) =>
      test.call('PATCH', `${base}/${String(id)}`, { as: admin, body: [{ op: 'replace', path, value }] })
    expect((await patch('http://192.168.0.1/')).status).toBe(400)
    expect(
      (await patch('https://not-there-yet.invalid/')).status,
      'found or not is a matter of delivery',
    ).toBe(200)
  })

  it('creates alerts, refuses conditions nobody can read, masks secrets, and tests destinations', async () => {
    let hits = 0
    const server = createServer((request, response) => {
      hits += 1
      request.resume()
      response.end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const destination = {
      category: 'External',
      type: 'Webhook',
      config: { endpoint, authType: { type: 'bearer', secretKey: 'canary-secret' } },
    }
    const base = '/api/v1/events/subscriptions'
    const body = {
      name: 'alert',
      alertType: 'Notification',
      resources: ['table'],
      destinations: [destination],
    }
    expect((await test.call('POST', base, { as: person, body })).status).toBe(403)
    const made = await test.call('POST', base, { as: admin, body })
    expect(made).toMatchObject({
      status: 201,
      body: { filteringRules: { resources: ['table'] }, enabled: true },
    })
    expect(JSON.stringify(made.body)).not.toContain('canary-secret')
    const rules = { resources: ['all'], rules: [{ effect: 'include', condition: 'process.exit()' }] }
    const refused = await test.call('POST', base, {
      as: admin,
      body: { ...body, name: 'bad', filteringRules: rules },
    })
    expect(refused.status).toBe(400)
    const tested = await test.call('POST', `${base}/testDestination`, {
      as: admin,
      body: { destinations: [destination] },
    })
    expect(tested.body).toMatchObject([{ statusDetails: { status: 'Success' } }])
    expect(hits).toBe(1)
    const inside = { ...destination, config: { endpoint: 'http://169.254.169.254/latest' } }
    const blocked = await test.call('POST', `${base}/testDestination`, {
      as: admin,
      body: { destinations: [inside] },
    })
    expect(blocked.body).toMatchObject([{ statusDetails: { status: 'Failed' } }])
    const diagnostic = await test.call('GET', `${base}/id/${String(made.body.id)}/diagnosticInfo`, {
      as: admin,
    })
    expect(diagnostic.body).toMatchObject({ successfulEventsCount: 0, failedEventsCount: 0 })
    for (const route of [
      'name/alert/eventsRecord',
      'name/alert/status',
      'name/alert/listEvents',
      'functions',
      'resources',
    ]) {
      expect((await test.call('GET', `${base}/${route}`, { as: admin })).status).toBe(200)
    }
    expect((await test.call('PUT', `${base}/name/alert/syncOffset`, { as: person })).status).toBe(403)
    expect((await test.call('PUT', `${base}/name/alert/syncOffset`, { as: admin })).status).toBe(200)
    await new Promise((resolve) => server.close(resolve))
  })
})
