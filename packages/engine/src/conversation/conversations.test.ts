import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settledEvents } from '../testing/settled-events.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'
import type { Speaker } from './contract.ts'

const all = new Map(
  ['table', 'glossaryTerm', 'user', 'databaseSchema'].map((type) => [type, { kind: 'true' }] as const),
)

describe('conversations', () => {
  let test: TestEngine
  let ada: Speaker
  let bob: Speaker
  let nowMs = 1_700_000_000_000
  let table: { id: string; fqn: string }
  beforeAll(async () => {
    test = await createTestEngine({ now: () => (nowMs += 1) })
    const { engine } = test
    const person = async (name: string): Promise<Speaker> => {
      const { entity } = await engine.create('user', { name, email: `${name}@example.com` }, { name: 'test' })
      return { name, id: entity.id }
    }
    ada = await person('ada')
    bob = await person('bob')
    await engine.create('databaseService', { name: 'svc', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'db', service: 'svc' }, ada)
    await engine.create('databaseSchema', { name: 'public', database: 'svc.db' }, ada)
    const { entity } = await engine.create(
      'table',
      {
        name: 'orders',
        databaseSchema: 'svc.db.public',
        columns: [
          { name: 'id', dataType: 'INT' },
          { name: 'ship.to', dataType: 'STRUCT', children: [{ name: 'city', dataType: 'VARCHAR' }] },
        ],
      },
      ada,
    )
    table = { id: entity.id, fqn: entity.fullyQualifiedName }
  })
  afterAll(() => test?.drop())

  const about = (part = '') => `<#E::table::${table.fqn}${part}>`
  const task = async (type: string, part: string, more: object = {}) => {
    const taskDetails = { type, assignees: [{ id: bob.id, type: 'user' }], ...more }
    return await test.engine.conversations.create(
      { type: 'Task', message: 'please', about: about(part), taskDetails },
      ada,
    )
  }

  it('keeps a thread with posts, mentions and reactions', async () => {
    const { conversations } = test.engine
    const thread = await conversations.create(
      { message: 'who knows this?', about: about('::columns::id') },
      ada,
    )
    expect(thread).toMatchObject({
      type: 'Conversation',
      createdBy: 'ada',
      about: about('::columns::id'),
      postsCount: 0,
    })
    const answered = await conversations.addPost(thread.id, 'ask <#E::user::ada|@ada>', bob)
    expect(answered.posts).toMatchObject([{ message: 'ask <#E::user::ada|@ada>', from: 'bob' }])
    const heart = [{ reactionType: 'heart', user: { id: bob.id, type: 'user' } }]
    const liked = await conversations.patch(
      thread.id,
      [{ op: 'replace', path: '/reactions', value: heart }],
      bob,
      false,
    )
    expect(liked.reactions).toMatchObject([{ reactionType: 'heart', user: { name: 'bob' } }])
    const mentioned = await conversations.list({
      visible: all,
      filter: { kind: 'mentioned', people: [ada.id] },
    })
    expect(mentioned.data.map(({ id }) => id)).toEqual([thread.id])
    expect((await conversations.list({ visible: new Map(), entityLink: about() })).data).toEqual([])
  })

  it('lets nobody react for another, rewrite a message that is not theirs, or touch what follows from the rest', async () => {
    const { conversations } = test.engine
    const thread = await conversations.create({ message: 'mine', about: about() }, ada)
    const forged = [{ reactionType: 'heart', user: { id: ada.id, type: 'user' } }]
    const change = (op: object, mayEdit: boolean) =>
      conversations.patch(thread.id, [op as { op: 'replace'; path: string; value: unknown }], bob, mayEdit)
    await expect(change({ op: 'replace', path: '/reactions', value: forged }, true)).rejects.toMatchObject({
      code: 'patch-invalid',
    })
    await expect(change({ op: 'replace', path: '/message', value: 'his' }, false)).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await expect(change({ op: 'replace', path: '/createdBy', value: 'bob' }, true)).rejects.toMatchObject({
      code: 'patch-invalid',
    })
    await expect(change({ op: 'replace', path: '/about', value: 1 }, true)).rejects.toMatchObject({
      code: 'patch-invalid',
    })
  })

  it('writes the description that a task decided, as the one who decided, and closes it once', async () => {
    const { conversations } = test.engine
    const thread = await task('RequestDescription', '::columns::city::description')
    const number = thread.task?.id ?? 0
    expect(thread.task).toMatchObject({ status: 'Open', assignees: [{ name: 'bob' }] })
    const seen: string[] = []
    const resolved = await conversations.resolveTask(number, { newValue: 'where it goes' }, bob, {
      authorize: (write) => void seen.push(...write.changed),
    })
    expect(seen).toContain('columns')
    expect(resolved.task).toMatchObject({ status: 'Closed', closedBy: 'bob', newValue: 'where it goes' })
    const after = await test.engine.get('table', { id: table.id })
    expect(after.updatedBy).toBe('bob')
    expect(after).toMatchObject({
      columns: [{}, { children: [{ name: 'city', description: 'where it goes' }] }],
    })
    await expect(conversations.resolveTask(number, { newValue: 'again' }, bob)).rejects.toMatchObject({
      code: 'body-invalid',
    })
  })

  it('leaves task and entity as they were when the writer may not write', async () => {
    const { conversations } = test.engine
    const thread = await task('UpdateDescription', '::description', { suggestion: 'new' })
    const refused = conversations.resolveTask(thread.task?.id ?? 0, { newValue: 'new' }, bob, {
      authorize: () => Promise.reject(new Error('no')),
    })
    await expect(refused).rejects.toThrow('no')
    expect((await conversations.get(thread.id)).task?.status).toBe('Open')
    expect((await test.engine.get('table', { id: table.id })).description).toBeUndefined()
  })

  it('writes tags that a task decided, refuses what are none, and a link into nowhere', async () => {
    const { conversations, create, get } = test.engine
    await create('classification', { name: 'PII', description: 'x' }, ada)
    await create('tag', { name: 'Sensitive', classification: 'PII', description: 'x' }, ada)
    const thread = await task('RequestTag', '::columns::id::tags')
    const number = thread.task?.id ?? 0
    await expect(conversations.resolveTask(number, { newValue: 'PII' }, bob)).rejects.toMatchObject({
      code: 'body-invalid',
    })
    await conversations.resolveTask(number, { newValue: '[{"tagFQN":"PII.Sensitive"}]' }, bob)
    expect(await get('table', { id: table.id })).toMatchObject({
      columns: [{ tags: [{ tagFQN: 'PII.Sensitive' }] }, {}],
    })
    await expect(task('RequestTag', '::columns::nothing::tags')).rejects.toMatchObject({
      code: 'body-invalid',
    })
  })

  it('closes a task with a comment and changes nothing', async () => {
    const thread = await task('Generic', '')
    const closed = await test.engine.conversations.closeTask(thread.task?.id ?? 0, 'not now', ada)
    expect(closed).toMatchObject({ resolved: true, task: { status: 'Closed', closedBy: 'ada' } })
    expect(closed.posts).toMatchObject([{ message: 'not now', from: 'ada' }])
  })

  it('keeps announcements of one entity apart, and finds the ones that run', async () => {
    const { conversations } = test.engine
    const announce = (startTime: number, endTime: number) =>
      conversations.create(
        {
          type: 'Announcement',
          message: 'maintenance',
          about: about(),
          announcementDetails: { startTime, endTime },
        },
        ada,
      )
    await announce(nowMs - 1000, nowMs + 100_000)
    await expect(announce(nowMs, nowMs + 5)).rejects.toMatchObject({ code: 'body-invalid' })
    await expect(announce(nowMs + 300_000, nowMs + 200_000)).rejects.toMatchObject({ code: 'body-invalid' })
    await announce(nowMs + 200_000, nowMs + 300_000)
    const active = await conversations.list({ visible: all, activeAnnouncement: true })
    expect(active.data).toHaveLength(1)
    const [counts] = await conversations.counts(about(), [ada.id], all)
    expect(counts).toMatchObject({
      totalAnnouncementCount: 2,
      activeAnnouncementCount: 1,
      inactiveAnnouncementCount: 1,
    })
  })

  it('pages forwards and backwards without losing or repeating a thread', async () => {
    const { conversations } = test.engine
    const list = (more: object) => conversations.list({ visible: all, limit: 2, ...more })
    const whole = await conversations.list({ visible: all, limit: 100 })
    const [first] = [await list({})]
    const second = await list({ after: first.paging.after })
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(
      whole.data.slice(0, 4).map(({ id }) => id),
    )
    const back = await list({ before: second.paging.before })
    expect(back.data.map(({ id }) => id)).toEqual(first.data.map(({ id }) => id))
    await expect(list({ after: 'rubbish' })).rejects.toMatchObject({ code: 'parameter-invalid' })
  })

  it('follows its entity through a rename and goes with it when it is deleted for good', async () => {
    const { conversations, create, patch } = test.engine
    const { entity } = await create(
      'table',
      { name: 'brief', databaseSchema: 'svc.db.public', columns: [] },
      ada,
    )
    const thread = await conversations.create(
      { message: 'hi', about: `<#E::table::${entity.fullyQualifiedName}>` },
      ada,
    )
    await patch('table', { id: entity.id }, [{ op: 'replace', path: '/name', value: 'renamed' }], ada)
    expect((await conversations.get(thread.id)).about).toBe('<#E::table::svc.db.public.renamed>')
    await test.engine.delete('table', { id: entity.id }, ada, { hard: true })
    await expect(conversations.get(thread.id)).rejects.toMatchObject({ code: 'entity-not-found' })
  })

  it('tells the activity feed what changed, once however often the event is read', async () => {
    const { conversations, events } = test.engine
    const before = await events.latestSequence()
    await test.engine.patch(
      'table',
      { id: table.id },
      [{ op: 'add', path: '/description', value: 'Orders' }],
      bob,
    )
    const found = await settledEvents(test, before)
    await conversations.record(found)
    await conversations.record(found)
    const { data } = await conversations.list({ visible: all, entityLink: about('::description') })
    const cards = data.filter(({ generatedBy }) => generatedBy === 'system')
    expect(cards).toHaveLength(1)
    expect(cards[0]).toMatchObject({
      createdBy: 'bob',
      cardStyle: 'description',
      fieldOperation: 'added',
      feedInfo: { fieldName: 'description', entitySpecificInfo: { newDescription: 'Orders' } },
    })
  })

  it('accepts suggestions in one transaction, or none of them', async () => {
    const { suggestions, get } = test.engine
    const propose = (part: string, value: object) =>
      suggestions.create({ entityLink: about(part), ...value }, bob)
    const text = await propose('::columns::id', { type: 'SuggestDescription', description: 'the key' })
    const label = await propose('::columns::city', { tagLabels: [{ tagFQN: 'PII.Sensitive', source: 'Classification', labelType: 'Manual', state: 'Suggested' }] }) // biome-ignore format: one label
    expect(text).toMatchObject({
      status: 'Open',
      createdBy: { name: 'bob' },
      entityLink: about('::columns::id'),
    })
    const open = await suggestions.openOf(bob.id, table.fqn, undefined)
    expect(open).toEqual([text.id, label.id])
    let calls = 0
    const refused = suggestions.accept(open, ada, {
      authorize: () => {
        calls += 1
        if (calls === 2) throw new Error('no')
      },
    })
    await expect(refused).rejects.toThrow('no')
    expect((await suggestions.get(text.id)).status).toBe('Open')
    await suggestions.accept(open, ada)
    expect(await get('table', { id: table.id })).toMatchObject({
      columns: [{ description: 'the key' }, { children: [{ tags: [{ tagFQN: 'PII.Sensitive' }] }] }],
    })
    await expect(suggestions.reject([text.id], ada)).rejects.toMatchObject({ code: 'body-invalid' })
    const accepted = await suggestions.list({ visible: all, entityFqn: table.fqn, status: 'Accepted' })
    expect(accepted.paging.total).toBe(2)
  })
})
