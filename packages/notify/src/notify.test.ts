import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTestEngine, type TestEngine } from '@waymark/engine/testing'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createAddressGuard } from './address-guard.ts'
import { createAlertDesk } from './desk.ts'
import { createMailer } from './destinations/email.ts'
import { createNotifier } from './notifier.ts'

interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly url: string
}

/** A receiver that answers what the test says. */
async function receiver(answer: (received: Received) => number = () => 200) {
  const received: Received[] = []
  let said = 'secret of the receiver'
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const one = { headers: request.headers, body, url: request.url ?? '' }
      received.push(one)
      response.writeHead(answer(one), { location: 'http://127.0.0.1:1/' }).end(said)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    received,
    url: `http://127.0.0.1:${port}/hook`,
    says: (text: string) => {
      said = text
    },
    json: () => received.map(({ body }) => JSON.parse(body) as Record<string, unknown>),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

const ada = { name: 'ada' }
const guard = createAddressGuard(['127.0.0.0/8'])
const log = { warn: () => undefined }
const closers: (() => Promise<unknown>)[] = []

describe('notifications', () => {
  let test: TestEngine
  beforeAll(async () => {
    test = await createTestEngine()
  })
  afterAll(async () => {
    for (const close of closers) await close()
    await test?.drop()
  })

  const subscribe = async (name: string, destinations: object[], more: object = {}) => {
    const { entity } = await test.engine.create(
      'eventSubscription',
      { name, alertType: 'Notification', resources: ['role'], destinations, ...more },
      ada,
    )
    return entity.id
  }
  const webhook = (endpoint: string, more: object = {}) => ({
    category: 'External',
    type: 'Webhook',
    config: { endpoint, ...more },
  })
  const notifierOf = (mailer?: ReturnType<typeof createMailer>) =>
    createNotifier({
      engine: test.engine,
      database: test.database,
      guard,
      baseUrl: 'http://catalog.test',
      log,
      retryDelayMs: () => 1,
      ...(mailer ? { mailer } : {}),
    })
  /** Events are seen once every older transaction of the server has ended, those of other tests included. */
  const until = (check: () => void | Promise<void>, notifier = notifierOf()) =>
    vi.waitFor(
      async () => {
        await notifier.deliverDue()
        await check()
      },
      { timeout: 45_000, interval: 100 },
    )

  it('posts what happened, in order, signed and authorized, and shows the secret to no reader', async () => {
    const there = await receiver()
    closers.push(there.close)
    const id = await subscribe('signed', [
      webhook(there.url, {
        secretKey: 'key',
        headers: { 'X-Api-Key': 'abc', Host: 'evil' },
        queryParams: { a: 'b' },
      }),
    ])
    await test.engine.create('role', { name: 'first', policies: [] }, ada)
    await test.engine.create('role', { name: 'second', policies: [] }, ada)
    await until(() => expect(there.received).toHaveLength(2))
    expect(there.json().map((event) => event.entityFullyQualifiedName)).toEqual(['first', 'second'])
    const [first] = there.received
    const mac = createHmac('sha256', 'key')
      .update(first?.body ?? '')
      .digest('hex')
    expect(first?.headers['x-om-signature']).toBe(`sha256=${mac}`)
    const stamp = `${first?.headers['x-waymark-timestamp']}.${first?.body}`
    expect(first?.headers['x-waymark-signature']).toBe(
      `v1=${createHmac('sha256', 'key').update(stamp).digest('hex')}`,
    )
    expect(first?.headers).toMatchObject({ 'x-api-key': 'abc', host: new URL(there.url).host })
    expect(first?.url).toBe('/hook?a=b')
    const shown = JSON.stringify(await test.engine.get('eventSubscription', { id }))
    expect(shown).not.toContain('"key"')
    expect(shown).not.toContain('abc')
  })

  it('sends the card of Teams Workflows and the blocks of Slack, with nothing of what people typed taken for markup', async () => {
    const [teams, slack] = [await receiver(() => 202), await receiver()]
    closers.push(teams.close, slack.close)
    await subscribe('chats', [
      { category: 'External', type: 'MsTeams', config: { endpoint: teams.url } },
      { category: 'External', type: 'Slack', config: { endpoint: slack.url } },
    ])
    await test.engine.create('role', { name: 'a<b>[c](http://evil)', policies: [] }, ada)
    await until(() => expect([teams.received.length, slack.received.length]).toEqual([1, 1]))
    expect(teams.json()[0]).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.4' },
        },
      ],
    })
    expect(teams.received[0]?.body).toContain('\\\\[c\\\\]')
    expect(slack.received[0]?.body).toContain('a&lt;b&gt;')
  })

  it('tries again in order, leaves those that have it alone, gives up after the retries, and replays what failed', async () => {
    let isUp = false
    const [good, bad] = [await receiver(), await receiver(() => (isUp ? 200 : 500))]
    closers.push(good.close, bad.close)
    const id = await subscribe('flaky', [webhook(good.url), webhook(bad.url)], { retries: 2 })
    await test.engine.create('role', { name: 'flaky one', policies: [] }, ada)
    const desk = createAlertDesk({
      engine: test.engine,
      database: test.database,
      guard,
      baseUrl: '',
      now: Date.now,
    })
    await until(async () => expect((await desk.counts(id)).failed).toBe(1))
    expect(bad.received).toHaveLength(3)
    expect(good.received).toHaveLength(1)
    const [failed] = await desk.events(id, 'failed', 10, 0)
    expect(failed).toMatchObject({ event: { entityFullyQualifiedName: 'flaky one' } })
    expect(failed?.reason).toContain('500')
    expect(JSON.stringify([failed, await desk.status(id)])).not.toContain('secret of the receiver')
    isUp = true
    expect(await desk.replay(id)).toBe(1)
    await until(() => expect(bad.received.length).toBeGreaterThan(3))
    expect(await desk.events(id, 'failed', 10, 0)).toEqual([])
    expect((await desk.events(id, 'successful', 10, 0)).length).toBeGreaterThan(0)
  })

  it('shares the work between replicas: every event once, in order', async () => {
    const there = await receiver()
    closers.push(there.close)
    await subscribe('shared', [webhook(there.url)])
    const names = Array.from({ length: 12 }, (_, at) => `shared ${String(at).padStart(2, '0')}`)
    for (const name of names) await test.engine.create('role', { name, policies: [] }, ada)
    const replicas = [notifierOf(), notifierOf(), notifierOf()]
    await vi.waitFor(
      async () => {
        await Promise.all(replicas.map((one) => one.deliverDue()))
        expect(there.received).toHaveLength(12)
      },
      { timeout: 45_000 },
    )
    expect(there.json().map((event) => event.entityFullyQualifiedName)).toEqual(names)
  })

  it('refuses inner addresses and follows no redirect', async () => {
    const elsewhere = await receiver()
    const there = await receiver(() => 302)
    closers.push(elsewhere.close, there.close)
    const strict = createAlertDesk({
      engine: test.engine,
      database: test.database,
      guard: createAddressGuard([]),
      baseUrl: '',
      now: Date.now,
    })
    const [refused] = await strict.test([webhook(elsewhere.url) as never], 'ada')
    expect(refused?.statusDetails).toMatchObject({ status: 'Failed' })
    expect(JSON.stringify(refused?.statusDetails)).toContain('not allowed')
    expect(elsewhere.received).toEqual([])
    const desk = createAlertDesk({
      engine: test.engine,
      database: test.database,
      guard,
      baseUrl: '',
      now: Date.now,
    })
    const [redirected] = await desk.test([webhook(there.url) as never], 'ada')
    expect(redirected?.statusDetails).toMatchObject({ status: 'Failed', statusCode: 302 })
  })

  it('writes e-mail to the owners of an entity and to named addresses, each once and in blind copy', async () => {
    const mails: { to: string[]; text: string }[] = []
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        let text = ''
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        stream.on('end', () => {
          mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
          done()
        })
      },
    })
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => smtp.close(() => resolve(undefined))))
    const { port } = smtp.server.address() as AddressInfo
    const mailer = createMailer({
      host: '127.0.0.1',
      port,
      strategy: 'SMTP',
      from: 'catalog@example.com',
      senderName: 'Catalog',
    })
    const { entity: owner } = await test.engine.create(
      'user',
      { name: 'owner', email: 'owner@example.com' },
      ada,
    )
    await subscribe(
      'mail',
      [
        { category: 'Owners', type: 'Email' },
        { category: 'External', type: 'Email', config: { receivers: ['team@example.com'] } },
      ],
      { resources: ['classification'] },
    )
    const owners = [{ id: owner.id, type: 'user' }]
    await test.engine.create('classification', { name: 'Mailed', description: 'x', owners }, ada)
    await until(() => expect(mails).toHaveLength(2), notifierOf(mailer))
    expect(mails.map(({ to }) => to).sort()).toEqual([['owner@example.com'], ['team@example.com']])
    expect(mails[0]?.text).toContain('ada created classification Mailed')
    expect(mails.some(({ text }) => /^(to|bcc):.*example\.com/imu.test(text))).toBe(false)
  })

  it('tells only what the rules of an alert let through', async () => {
    const there = await receiver()
    closers.push(there.close)
    await subscribe('picky', [webhook(there.url)], {
      input: {
        filters: [
          { name: 'filterByFqn', effect: 'include', arguments: [{ name: 'fqnList', input: ['wanted.*'] }] },
          { name: 'filterByEventType', effect: 'exclude', arguments: [{ input: ['entityDeleted'] }] },
        ],
      },
    })
    const { entity } = await test.engine.create('role', { name: 'wanted one', policies: [] }, ada)
    await test.engine.create('role', { name: 'unwanted', policies: [] }, ada)
    await test.engine.delete('role', { id: entity.id }, ada, { hard: true })
    const { entity: last } = await test.engine.create('role', { name: 'wanted two', policies: [] }, ada)
    await until(() => expect(there.json().at(-1)?.entityId).toBe(last.id))
    expect(there.json().map((event) => event.entityFullyQualifiedName)).toEqual(['wanted one', 'wanted two'])
  })

  it('sends the card of Google Chat, and asks for a token first where a webhook wants OAuth 2', async () => {
    const [chat, hook, issuer] = [await receiver(), await receiver(), await receiver()]
    closers.push(chat.close, hook.close, issuer.close)
    issuer.says('{"access_token":"fresh","token_type":"Bearer"}')
    const oauth = {
      type: 'oauth2',
      tokenUrl: issuer.url,
      clientId: 'us',
      clientSecret: 'hush',
      scope: 'write',
    }
    const id = await subscribe('tokens', [
      { category: 'External', type: 'GChat', config: { endpoint: chat.url } },
      webhook(hook.url, { authType: oauth }),
    ])
    await test.engine.create('role', { name: 'chatted <b>', policies: [] }, ada)
    await until(() => expect([chat.received.length, hook.received.length]).toEqual([1, 1]))
    expect(chat.json()[0]).toMatchObject({
      text: 'ada created role chatted <b>',
      cardsV2: [{ card: { header: { title: 'ada created role chatted <b>' } } }],
    })
    const asked = new URLSearchParams(issuer.received[0]?.body)
    expect(Object.fromEntries(asked)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'us',
      client_secret: 'hush',
      scope: 'write',
    })
    expect(hook.received[0]?.headers.authorization).toBe('Bearer fresh')
    expect(JSON.stringify(await test.engine.get('eventSubscription', { id }))).not.toContain('hush')
  })

  it('collects what happens until a scheduled alert is due', async () => {
    const there = await receiver()
    closers.push(there.close)
    const year = new Date().getUTCFullYear() + 1
    const trigger = { triggerType: 'Scheduled', scheduleInfo: 'Custom', cronExpression: '0 0 1 1 *' }
    const id = await subscribe('yearly', [webhook(there.url)], { trigger })
    const soon = await receiver()
    closers.push(soon.close)
    await subscribe('witness', [webhook(soon.url)])
    await test.engine.create('role', { name: 'collected', policies: [] }, ada)
    await until(() => expect(soon.received).toHaveLength(1))
    expect(there.received).toEqual([])
    const { rows } = await test.database.query<{ due_at: Date }>(
      'select due_at from subscription_state where subscription_id = $1',
      [id],
    )
    expect(rows[0]?.due_at.toISOString().slice(0, 16)).toBe(`${year}-01-01T00:00`)
    await test.database.query('update subscription_state set due_at = now() where subscription_id = $1', [id])
    await until(() => expect(there.json()).toMatchObject([{ entityFullyQualifiedName: 'collected' }]))
  })

  it('tells of failing tests and of runs of pipelines in the states that were asked for, each once', async () => {
    const there = await receiver()
    closers.push(there.close)
    await subscribe('states', [webhook(there.url)], {
      resources: ['testCase', 'pipeline'],
      filteringRules: {
        resources: ['testCase', 'pipeline'],
        rules: [
          { name: 'a', effect: 'include', condition: "matchTestResult({'Failed'})" },
          {
            name: 'b',
            effect: 'include',
            condition: "matchPipelineState({'Failed'})",
            prefixCondition: 'OR',
          },
        ],
      },
    })
    const { create, extensions } = test.engine
    await create('databaseService', { name: 'svc', serviceType: 'Postgres' }, ada)
    await create('database', { name: 'db', service: 'svc' }, ada)
    await create('databaseSchema', { name: 's', database: 'svc.db' }, ada)
    await create('table', { name: 't', databaseSchema: 'svc.db.s', columns: [] }, ada)
    await create(
      'testDefinition',
      { name: 'full', description: 'x', entityType: 'TABLE', testPlatforms: ['OpenMetadata'] },
      ada,
    )
    await create('testSuite', { name: 'suite' }, ada)
    const { entity: full } = await create(
      'testCase',
      {
        name: 'full',
        entityLink: '<#E::table::svc.db.s.t>',
        testDefinition: 'full',
        testSuite: 'suite',
      },
      ada,
    )
    await create('pipelineService', { name: 'jobs', serviceType: 'Airflow' }, ada)
    await create('pipeline', { name: 'nightly', service: 'jobs' }, ada)
    const result = (timestamp: number, testCaseStatus: string) =>
      extensions.append('testCase', full.fullyQualifiedName, 'results', { timestamp, testCaseStatus })
    await result(1, 'Success')
    await result(2, 'Failed')
    await result(2, 'Failed')
    const run = (timestamp: number, executionStatus: string) =>
      extensions.append('pipeline', 'jobs.nightly', 'pipelineStatus', { timestamp, executionStatus })
    await run(1, 'Successful')
    await run(2, 'Failed')
    await until(() => expect(there.json().at(-1)?.entityFullyQualifiedName).toBe('jobs.nightly'))
    expect(there.json().map((event) => event.entityFullyQualifiedName)).toEqual([
      full.fullyQualifiedName,
      'jobs.nightly',
    ])
  })
})
