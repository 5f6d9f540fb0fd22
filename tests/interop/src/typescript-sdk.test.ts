/** The TypeScript SDK against the real server: every collection, optimistic locking, bulk, credentials of Azure. */
import { ApiError, createClient, tokenSourceOfCredential, tokenSourceOfToken } from '@waymark/client'
import { type Collections, collections } from '@waymark/client/collections'
import { entityDefinitions } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'

let catalog: RunningCatalog
let all: Collections
let token: string

beforeAll(async () => {
  catalog = await startCatalog({ environment: {} })
  token = String((await catalog.admin('admin-token')).token)
  all = collections(createClient({ baseUrl: catalog.url, tokenSource: tokenSourceOfToken(token) }))
  await all.databaseService.createOrUpdate({ name: 'sdk', serviceType: 'Postgres' })
  await all.database.createOrUpdate({ name: 'shop', service: 'sdk' })
  await all.databaseSchema.createOrUpdate({ name: 'public', database: 'sdk.shop' })
})

afterAll(() => catalog?.stop())

const inSchema = (name: string) => ({
  name,
  databaseSchema: 'sdk.shop.public',
  columns: [{ name: 'id', dataType: 'INT' as const }],
})

describe('collections', () => {
  it.each(entityDefinitions.map(({ type }) => type))('of %s can be walked', async (type) => {
    const seen = new Set<string>()
    for await (const { id } of all[type].list({ pageSize: 2 })) {
      expect(seen).not.toContain(id)
      seen.add(id)
      if (seen.size === 5) break
    }
  })

  it('are walked page by page to their end', async () => {
    const names = Array.from({ length: 25 }, (_, number) => `t${String(number).padStart(2, '0')}`)
    const result = await all.table.bulk(names.map(inSchema))
    expect(result.numberOfRowsPassed).toBe(25)
    const found: string[] = []
    for await (const table of all.table.list({
      pageSize: 10,
      filters: { databaseSchema: 'sdk.shop.public' },
    })) {
      found.push(table.name)
    }
    expect(found.sort()).toEqual(names)
  })
})

describe('writing', () => {
  it('creates once, and says when the name is taken', async () => {
    expect((await all.table.create(inSchema('once'))).fullyQualifiedName).toBe('sdk.shop.public.once')
    await expect(all.table.create(inSchema('once'))).rejects.toMatchObject({ status: 409 })
  })

  it('overwrites nobody: a stale tag is refused', async () => {
    const key = { fqn: 'sdk.shop.public.once' }
    const read = await all.table.getTagged(key)
    expect(read.etag).toMatch(/^"[0-9a-f]{16}"$/)
    await all.table.update(key, (table) => {
      table.description = 'first'
    })
    const stale = { ifMatch: read.etag ?? '' }
    const operations = [{ op: 'add', path: '/description', value: 'lost' }]
    await expect(all.table.patch(read.entity.id, operations, stale)).rejects.toMatchObject({ status: 412 })
  })

  it('reads again when somebody is faster in between', async () => {
    const key = { fqn: 'sdk.shop.public.t01' }
    const { id } = await all.table.get(key)
    let readings = 0
    const interfering = createClient({
      baseUrl: catalog.url,
      tokenSource: tokenSourceOfToken(token),
      async fetch(url, init) {
        const answer = await fetch(url, init)
        if (init?.method === 'GET') {
          readings += 1
          if (readings === 1)
            await all.table.patch(id, [{ op: 'add', path: '/description', value: 'theirs' }])
        }
        return answer
      },
    })
    const changed = await collections(interfering).table.update(key, (table) => {
      table.displayName = 'Mine'
    })
    expect(changed).toMatchObject({ description: 'theirs', displayName: 'Mine' })
    expect(readings).toBe(2)
  })

  it('sends nothing when nothing differs, and keeps versions', async () => {
    const before = await all.table.get({ fqn: 'sdk.shop.public.once' })
    const after = await all.table.update({ id: before.id }, () => undefined)
    expect(after.version).toBe(before.version)
    expect((await all.table.versions(before.id)).length).toBeGreaterThan(1)
    expect((await all.table.version(before.id, 0.1)).name).toBe('once')
  })

  it('says which rows of many failed', async () => {
    const result = await all.table.bulk([
      inSchema('good'),
      { ...inSchema('bad'), databaseSchema: 'sdk.shop.no' },
    ])
    expect(result).toMatchObject({ numberOfRowsPassed: 1, numberOfRowsFailed: 1 })
    expect(await all.table.find({ fqn: 'sdk.shop.public.good' })).toBeDefined()
    expect(await all.table.find({ fqn: 'sdk.shop.no.bad' })).toBeUndefined()
  })
})

describe('credentials', () => {
  it('of @azure/identity are asked for the scope, and again before their end', async () => {
    const scopes: (string | string[])[] = []
    let nowMs = 0
    const credential = {
      async getToken(scope: string | string[]) {
        scopes.push(scope)
        return { token, expiresOnTimestamp: nowMs + 3_600_000 }
      },
    }
    const tokenSource = tokenSourceOfCredential(credential, 'api://waymark/.default', () => nowMs)
    const client = createClient({ baseUrl: catalog.url, tokenSource })
    await client.loggedInUser()
    await client.loggedInUser()
    expect(scopes).toEqual(['api://waymark/.default'])
    nowMs = 3_500_000
    expect((await client.loggedInUser()).isAdmin).toBe(true)
    expect(scopes).toHaveLength(2)
  })

  it('that are wrong end in an error that says so', async () => {
    const client = createClient({ baseUrl: catalog.url, tokenSource: tokenSourceOfToken('not.a.token') })
    await expect(client.loggedInUser()).rejects.toBeInstanceOf(ApiError)
    await expect(client.loggedInUser()).rejects.toMatchObject({ status: 401 })
  })
})
