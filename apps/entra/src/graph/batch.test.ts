import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GraphClient, graphAs, graphRefusalOf } from '../testing/graph.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from '../testing/start.ts'

let emulator: TestEmulator
let graph: GraphClient
beforeAll(async () => {
  emulator = await startTestEmulator()
  graph = await graphAs(emulator, { user: 'ada@fjordlight.example' })
})
afterAll(() => emulator.close())

const json = { 'Content-Type': 'application/json' }
const send = (...requests: object[]) => graph.post('/$batch', { requests })
const parts = (response: TestResponse) =>
  response.json().responses as { id: string; status: number; body: Record<string, unknown> }[]

describe('a batch', () => {
  it('answers each of its requests by itself, refusals in their own envelope', async () => {
    const response = await send(
      { id: 'me', method: 'GET', url: '/me?$select=id' },
      { id: 'nobody', method: 'GET', url: 'users/nobody' },
      { id: 'nowhere', method: 'GET', url: '/teams' },
      {
        id: 'count',
        method: 'GET',
        url: '/applications/$count',
        headers: { ConsistencyLevel: 'eventual' },
      },
    )
    expect(response.status).toBe(200)
    expect(parts(response)).toMatchObject([
      { id: 'me', status: 200, body: { id: sample.adaId } },
      { id: 'nobody', status: 404, body: { error: { code: 'Request_ResourceNotFound' } } },
      { id: 'nowhere', status: 404, body: { error: { code: 'BadRequest' } } },
      { id: 'count', status: 200, body: '2' },
    ])
  })

  it('runs a request after those it depends on, and not at all after one that failed: 424', async () => {
    const name = { displayName: 'From a batch' }
    const response = await send(
      { id: '1', method: 'POST', url: '/applications', headers: json, body: name },
      {
        id: '2',
        method: 'GET',
        url: `/applications?$filter=displayName eq 'From a batch'`,
        dependsOn: ['1'],
      },
      { id: '3', method: 'POST', url: '/applications', headers: json, body: {}, dependsOn: ['2'] },
      { id: '4', method: 'POST', url: '/applications', headers: json, body: name, dependsOn: ['3'] },
    )
    expect(parts(response).map(({ id, status }) => [id, status])).toEqual([
      ['1', 201],
      ['2', 200],
      ['3', 400],
      ['4', 424],
    ])
    expect(parts(response)[1]?.body.value).toMatchObject([{ displayName: 'From a batch' }])
    const all = (await graph.get(`/applications?$filter=displayName eq 'From a batch'`)).json().value
    expect(all).toHaveLength(1)
  })

  it('pages under the address that the request had', async () => {
    const [page] = parts(await send({ id: '1', method: 'GET', url: '/users?$top=1&$select=id' }))
    const next = String(page?.body['@odata.nextLink'])
    expect(next).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?/)
    expect((await graph.get(next)).json().value).toHaveLength(1)
  })

  it.each([
    [
      'more than twenty requests',
      Array.from({ length: 21 }, (_, id) => ({ id: `${id}`, method: 'GET', url: '/me' })),
    ],
    ['an id twice', ['a', 'A'].map((id) => ({ id, method: 'GET', url: '/me' }))],
    ['a dependency on what comes later', [{ id: '1', method: 'GET', url: '/me', dependsOn: ['2'] }]],
    ['a body without its type', [{ id: '1', method: 'POST', url: '/applications', body: {} }]],
    ['a request without an address', [{ id: '1', method: 'GET' }]],
  ])('is refused as a whole for %s', async (_what, requests) => {
    expect((await send(...requests)).status).toBe(400)
  })

  it('does not hold batches, and needs a token like anything else', async () => {
    const [inner] = parts(await send({ id: '1', method: 'POST', url: '/$batch', headers: json, body: {} }))
    expect(inner?.status).toBe(404)
    const without = await emulator.fetch('https://graph.microsoft.com/v1.0/$batch', {
      method: 'POST',
      body: JSON.stringify({ requests: [] }),
    })
    expect(graphRefusalOf(without)).toEqual({ status: 401, code: 'InvalidAuthenticationToken' })
  })
})
