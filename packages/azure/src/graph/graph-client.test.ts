import { describe, expect, it } from 'vitest'
import { createGraphClient } from './graph-client.ts'
import { GraphError } from './graph-error.ts'

const root = 'https://graph.microsoft.com/v1.0'

interface Sent {
  method: string
  url: string
  authorization: string | null
}

/** A Graph that gives these answers, one after the other; the last one again and again. */
function graphThat(...answers: (() => Response)[]) {
  const sent: Sent[] = []
  const waitsMs: number[] = []
  const client = createGraphClient({
    baseUrl: 'https://graph.microsoft.com',
    token: 'the-token',
    sleep: async (ms) => void waitsMs.push(ms),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      sent.push({
        method: request.method,
        url: request.url,
        authorization: request.headers.get('authorization'),
      })
      const answer = answers[Math.min(sent.length, answers.length) - 1]
      if (!answer) throw new Error('no answer is prepared')
      return answer()
    },
  })
  return { client, sent, waitsMs }
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })
const refusal = (status: number, code: string, message = 'no', headers: Record<string, string> = {}) =>
  json({ error: { code, message, innerError: { 'request-id': 'r-1' } } }, status, headers)

describe('a list', () => {
  it('goes over all pages, the empty one in the middle too', async () => {
    const { client, sent } = graphThat(
      () => json({ value: [1, 2], '@odata.nextLink': `${root}/applications?$skiptoken=a` }),
      () => json({ value: [], '@odata.nextLink': `${root}/applications?$skiptoken=b` }),
      () => json({ value: [3] }),
    )
    expect(await client.list('/applications')).toEqual([1, 2, 3])
    expect(sent.map(({ url }) => url)).toEqual([
      `${root}/applications`,
      `${root}/applications?$skiptoken=a`,
      `${root}/applications?$skiptoken=b`,
    ])
  })

  it('does not follow a link to another host, which would get the token', async () => {
    const { client, sent } = graphThat(() =>
      json({ value: [1], '@odata.nextLink': 'https://evil.example/v1.0/applications' }),
    )
    expect(await client.list('/applications')).toEqual([1])
    expect(sent).toHaveLength(1)
  })
})

describe('a busy Graph', () => {
  it('is waited for as long as it asks', async () => {
    const { client, waitsMs } = graphThat(
      () => refusal(429, 'TooManyRequests', 'slow', { 'retry-after': '7' }),
      () => refusal(503, 'serviceNotAvailable'),
      () => json({ id: '1' }, 201),
    )
    expect(await client.send({ method: 'POST', path: '/applications', body: {} })).toEqual({ id: '1' })
    expect(waitsMs).toEqual([7000, 2000])
  })

  it('is given up in the end', async () => {
    const { client, sent } = graphThat(() => refusal(503, 'serviceNotAvailable'))
    await expect(client.get('/organization')).rejects.toThrow(GraphError)
    expect(sent).toHaveLength(7)
  })
})

describe('an object that was made moments ago', () => {
  const answers = [
    () => refusal(404, 'Request_ResourceNotFound'),
    () =>
      refusal(
        400,
        'Request_BadRequest',
        "The appId 'x' of the service principal does not reference a valid application object.",
      ),
    () => new Response(null, { status: 204 }),
  ]

  it('is waited for with growing patience', async () => {
    const { client, waitsMs } = graphThat(...answers)
    await client.send({ method: 'PATCH', path: '/applications/1', body: {} }, { fresh: true })
    expect(waitsMs).toEqual([1000, 2000])
  })

  it('is not waited for when it is not fresh: then it does not exist', async () => {
    const { client, sent } = graphThat(...answers)
    await expect(client.send({ method: 'PATCH', path: '/applications/1', body: {} })).rejects.toMatchObject({
      status: 404,
    })
    expect(sent).toHaveLength(1)
    expect(await graphThat(...answers).client.find('/applications/1')).toBeUndefined()
  })
})

describe('a refusal', () => {
  it.each([
    ['PATCH', '/applications/1', 'Application.ReadWrite.All'],
    ['POST', '/oauth2PermissionGrants', 'DelegatedPermissionGrant.ReadWrite.All'],
    ['POST', '/servicePrincipals/1/appRoleAssignedTo', 'AppRoleAssignment.ReadWrite.All'],
  ] as const)('of %s %s names the permission %s and a role', async (method, path, permission) => {
    const { client } = graphThat(() => refusal(403, 'Authorization_RequestDenied'))
    await expect(client.send({ method, path, body: {} })).rejects.toMatchObject({
      message: expect.stringContaining(permission),
      fix: expect.stringContaining('Cloud Application Administrator'),
      requestId: 'r-1',
    })
  })

  it('of an Application ID URI says which one is always allowed', async () => {
    const { client } = graphThat(() =>
      refusal(400, 'Request_BadRequest', 'Values of identifierUris must use a verified domain.'),
    )
    await expect(client.send({ method: 'PATCH', path: '/applications/1', body: {} })).rejects.toMatchObject({
      fix: expect.stringContaining('api://<client id>'),
    })
  })

  it('never holds the token', async () => {
    const { client } = graphThat(() => refusal(401, 'InvalidAuthenticationToken', 'Access token is empty.'))
    const error = await client.get('/me').catch((refused: unknown) => refused)
    expect(JSON.stringify(error) + String(error)).not.toContain('the-token')
    expect(error).toMatchObject({ fix: expect.stringContaining('az account get-access-token') })
  })

  it('that is no JSON is said to come from a proxy', async () => {
    const { client } = graphThat(() => new Response('<html>', { status: 200 }))
    await expect(client.get('/me')).rejects.toMatchObject({ fix: expect.stringContaining('proxy') })
  })
})

describe('a network that fails', () => {
  it('is tried again for reads only: a write may have been done', async () => {
    const broken = () => {
      throw new TypeError('fetch failed')
    }
    const reading = graphThat(broken)
    await expect(reading.client.get('/me')).rejects.toThrow('cannot be reached')
    expect(reading.sent).toHaveLength(3)
    const writing = graphThat(broken)
    await expect(writing.client.send({ method: 'POST', path: '/applications' })).rejects.toThrow()
    expect(writing.sent).toHaveLength(1)
  })
})
