/** References over HTTP: with addresses that work, however the server was reached, and no trace of them in what is stored. */
import { afterAll, describe, expect, it } from 'vitest'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())

const as = () => ({ as: t.tokens.admin })

async function put(collection: string, body: Readonly<Record<string, unknown>>): Promise<Loose> {
  const { status, body: entity } = await t.call('PUT', `/api/v1/${collection}`, { ...as(), body })
  expect({ status, entity }).toMatchObject({ entity: { name: body.name } })
  return entity
}

describe('references in answers', () => {
  it('carry addresses by the host that the caller used, in reads, lists and searches', async () => {
    await put('services/databaseServices', { name: 'addressed', serviceType: 'Postgres' })
    const owner = { id: t.personId, type: 'user' }
    const database = await put('databases', { name: 'shop', service: 'addressed', owners: [owner] })
    const path = `/api/v1/databases/name/addressed.shop`
    const plain = (await t.call('GET', path, as())).body
    const headers = { host: 'catalog.example.com' }
    const full = (await t.call('GET', `${path}?fields=owners`, { ...as(), headers })).body
    const listed = (await t.call('GET', '/api/v1/databases?service=addressed', as())).body
    const service = `/api/v1/services/databaseServices/${String(plain.service?.id)}`
    expect(plain.service?.href).toBe(`http://localhost:8585${service}`)
    expect(full.service?.href).toBe(`http://catalog.example.com${service}`)
    expect(full.owners?.[0]?.href).toBe(`http://catalog.example.com/api/v1/users/${t.personId}`)
    expect(listed.data?.[0]?.service).toEqual(plain.service)
    const read = await t.call('GET', new URL(String(plain.service?.href)).pathname, as())
    expect(read.body).toMatchObject({ name: 'addressed', href: plain.service?.href })
    const back = {
      name: 'shop',
      service: 'addressed',
      owners: full.owners,
      lifeCycle: accessedBy(full.owners?.[0]),
    }
    const first = await put('databases', back)
    expect(await put('databases', back)).toMatchObject({ version: first.version })
    const moved = (await t.call('GET', `/api/v1/databases/${String(database.id)}`, { ...as(), headers })).body
    expect(JSON.stringify(moved)).not.toContain('localhost')
  })

  it('of policies carry a description, and may be patched member by member as clients do', async () => {
    for (const name of ['reads', 'writes']) {
      const rules = [{ name: 'own', effect: 'allow', operations: ['ViewAll'], resources: ['all'] }]
      await put('policies', { name, description: `It ${name}`, rules })
    }
    const role = await put('roles', { name: 'reader', policies: ['reads', 'writes'] })
    const path = `/api/v1/roles/${String(role.id)}`
    const policies = (await t.call('GET', `${path}?fields=policies`, as())).body.policies
    expect(policies?.[0]).toMatchObject({
      description: 'It reads',
      href: expect.stringContaining('/policies/'),
    })
    const kept = policies?.[1]
    const replaced = ['description', 'fullyQualifiedName', 'href', 'id', 'name'] as const
    const body = [
      { op: 'remove', path: '/policies/1' },
      ...replaced.map((name) => ({ op: 'replace', path: `/policies/0/${name}`, value: kept?.[name] })),
    ]
    const patched = await t.call('PATCH', path, { ...as(), body })
    expect({
      status: patched.status,
      names: (patched.body.policies as Loose | undefined)?.[0]?.name,
    }).toEqual({
      status: 200,
      names: 'writes',
    })
  })
})

const accessedBy = (person: unknown) => ({ accessed: { timestamp: 1_700_000_000_000, accessedBy: person } })
