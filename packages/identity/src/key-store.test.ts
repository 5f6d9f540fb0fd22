/** The issuer's keys through every fault of its key set, over a real loopback server and with a clock that is moved by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KeyStore, openKeyStore } from './key-store.ts'
import { type Answer, type LocalIssuer, makeKey, startLocalIssuer } from './testing/local-issuer.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

let issuer: LocalIssuer
let store: KeyStore
let nowMs: number

const open = (more: Partial<Parameters<typeof openKeyStore>[0]> = {}) =>
  openKeyStore({
    name: 'the test issuer',
    discoveryBase: `${issuer.origin}/oidc`,
    acceptsIssuer: (iss) => iss === `${issuer.origin}/oidc`,
    extraKeySets: [],
    unknownKidIntervalMs: 5 * minuteMs,
    fetch: (url, init) => fetch(url, init),
    now: () => nowMs,
    log: { info: () => undefined, warn: () => undefined },
    ...more,
  })

beforeEach(async () => {
  nowMs = 1_800_000_000_000
  issuer = await startLocalIssuer()
  store = open()
  await store.refresh()
})
afterEach(async () => {
  store.close()
  await issuer.close()
})

const text =
  (body: string, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end(body)

describe('faults of the key set', () => {
  const faults: Record<string, Answer> = {
    'an error 500': text('oops', 500),
    'an error 404': text('gone', 404),
    HTML: text('<html>sign in to the Wi-Fi</html>'),
    'no body': text(''),
    'empty keys': text('{"keys":[]}'),
    'no keys': text('{}'),
    'a list': text('[]'),
    'null keys': text('{"keys":null}'),
    'keys of the wrong form': text('{"keys":[null,1,"x",{},[]]}'),
    '10 MB': text(`{"keys":[],"x":"${'x'.repeat(10 * 1024 * 1024)}"}`),
    'a redirect': (_, response) => void response.writeHead(302, { location: '/elsewhere/keys' }).end(),
    'a closed connection': (_, response) => void response.destroy(),
    'half an answer': (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"keys":[')
      setTimeout(() => response.destroy(), 20)
    },
  }
  it.each(Object.keys(faults))('T68: %s: the last good keys stay', async (name) => {
    issuer.keySetFault = faults[name]
    nowMs += hourMs
    await store.refresh()
    expect(await store.find('key-1')).toBeDefined()
    expect(store.state()).toMatchObject({ keys: 'stale', lastError: expect.any(String) })
    issuer.keySetFault = undefined
    await store.refresh()
    expect(store.state()).toEqual({ keys: 'ok', fetchedAtMs: expect.any(Number) })
  })

  it('T68: an answer that never ends is given up after five seconds', async () => {
    issuer.keySetFault = () => undefined
    const startedMs = performance.now()
    await store.refresh()
    // Given up, and not waited for: a busy machine adds to the five.
    expect(performance.now() - startedMs).toBeLessThan(15_000)
    expect(await store.find('key-1')).toBeDefined()
  })

  it('T67: an outage is lived through for 24 hours, not longer', async () => {
    issuer.keySetFault = text('', 503)
    issuer.discoveryFault = text('', 503)
    nowMs += 24 * hourMs - 1
    await store.refresh()
    expect(await store.find('key-1')).toBeDefined()
    nowMs += 2
    expect(await store.find('key-1')).toBeUndefined()
    expect(store.state().keys).toBe('none')
  })

  it('discovery that names another issuer is refused, and so are its keys', async () => {
    const strict = open({ acceptsIssuer: () => false })
    await strict.refresh()
    expect(await strict.find('key-1')).toBeUndefined()
    expect(strict.state()).toMatchObject({
      keys: 'none',
      lastError: expect.stringContaining('another issuer'),
    })
    strict.close()
  })

  it('plain http is for loopback only', async () => {
    const far = open({ extraKeySets: ['http://192.0.2.1/keys'] })
    await far.refresh()
    expect(far.state().lastError).toContain('is not https')
    far.close()
  })
})

describe('a redirect', () => {
  it('T68: is not followed, whatever waits behind it', async () => {
    const planted = await makeKey('planted')
    issuer.keySetFault = (request, response) => {
      if (request.url === '/elsewhere/keys') response.end(JSON.stringify({ keys: [issuer.jwk(planted)] }))
      else response.writeHead(302, { location: '/elsewhere/keys' }).end()
    }
    nowMs += hourMs
    const before = issuer.asked.keys
    await store.refresh()
    expect(await store.find('planted')).toBeUndefined()
    expect(issuer.asked.keys - before).toBe(1)
  })
})

describe('keys that are not good enough', () => {
  it('T68: are left out, the others are used', async () => {
    const weak = await makeKey('weak', 1024).catch(() => undefined)
    const good = issuer.jwk(issuer.key)
    const { n } = good
    issuer.keys = [
      ...(weak ? [issuer.jwk(weak)] : []),
      { kty: 'RSA', kid: 'weak', use: 'sig', n: Buffer.alloc(128, 0xc5).toString('base64url'), e: 'AQAB' },
      { kty: 'RSA', kid: 'exponent', use: 'sig', n, e: 'Aw' },
      { kty: 'oct', kid: 'oct', k: 'c2VjcmV0' },
      { kty: 'oct', kid: 'key-1', k: 'c2VjcmV0' },
      { kty: 'EC', kid: 'ec', crv: 'P-256', x: 'AA', y: 'AA' },
      { ...good, kid: 'disguised', kty: 'oct' },
      { ...good, kid: 'enc', use: 'enc' },
      { ...good, kid: 'encrypts', key_ops: ['encrypt'] },
      { ...good, kid: 'alg', alg: 'HS256' },
      { ...good, kid: 'pss', alg: 'PS256' },
      { ...good, kid: 'broken', n: '!!!' },
      ...[null, 'a key', 7, []].map((entry) => entry as unknown as Record<string, unknown>), // a provider may send anything
      { ...good, kid: 1 },
      { ...good, kid: 'x'.repeat(300) },
      good,
    ]
    await store.refresh()
    const kids = [
      'weak',
      'exponent',
      'oct',
      'ec',
      'disguised',
      'enc',
      'encrypts',
      'alg',
      'pss',
      'broken',
      '1',
    ]
    for (const kid of [...kids, 'x'.repeat(300)]) expect(await store.find(kid), kid).toBeUndefined()
    expect((await store.find('key-1'))?.modulus).toBe(n)
    // From this very set, not from the one before.
    expect(store.state()).toMatchObject({ keys: 'ok' })
    expect(store.state()).not.toHaveProperty('lastError')
  })

  it('T68: a second key under a known kid does not replace the first', async () => {
    const intruder = { ...issuer.jwk(await makeKey('key-1')) }
    issuer.keys = [intruder, issuer.jwk(issuer.key)]
    await store.refresh()
    expect((await store.find('key-1'))?.modulus).toBe(issuer.key.publicJwk.n)
  })
})

describe('refreshing', () => {
  it('T70: finds a new key at its first use, with one fetch for all who wait', async () => {
    const next = await makeKey('key-2')
    issuer.keys = [issuer.jwk(issuer.key), issuer.jwk(next)]
    nowMs += 5 * minuteMs
    const before = issuer.asked.keys
    const found = await Promise.all(Array.from({ length: 50 }, () => store.find('key-2')))
    expect(found.every((key) => key?.kid === 'key-2')).toBe(true)
    expect(issuer.asked.keys - before).toBe(1)
  })

  it('T69: answers 2,000 unknown kids in five minutes with at most one fetch', async () => {
    const before = issuer.asked.keys
    nowMs += 5 * minuteMs
    for (let flood = 0; flood < 2000; flood += 1) {
      nowMs += 100
      expect(await store.find(`unknown-${flood}`)).toBeUndefined()
    }
    expect(issuer.asked.keys - before).toBe(1)
    expect(await store.find('key-1')).toBeDefined()
  })

  it('T70: drops a key that the issuer took out', async () => {
    const next = await makeKey('key-2')
    issuer.keys = [issuer.jwk(next)]
    nowMs += hourMs
    await store.refresh()
    expect(await store.find('key-1')).toBeUndefined()
    expect(await store.find('key-2')).toBeDefined()
  })

  it('T70: survives twenty rotations without refusing a published key', async () => {
    let previous = issuer.key
    for (let rotation = 0; rotation < 20; rotation += 1) {
      const next = { ...previous, kid: `key-r${rotation}` }
      issuer.keys = [issuer.jwk(previous), issuer.jwk(next)]
      nowMs += 5 * minuteMs
      expect(await store.find(next.kid)).toBeDefined()
      expect(await store.find(previous.kid)).toBeDefined()
      previous = next
    }
  })

  it('T71: starts while the issuer is away and recovers by itself', async () => {
    issuer.discoveryFault = text('', 503)
    const late = open()
    await late.refresh()
    expect(late.state().keys).toBe('none')
    expect(await late.find('key-1')).toBeUndefined()
    issuer.discoveryFault = undefined
    nowMs += 11_000
    expect(await late.find('key-1')).toBeDefined()
    late.close()
  })

  it('keeps additional key sets apart: one that is away does not take the other along', async () => {
    const both = open({ extraKeySets: [`${issuer.origin}/extra/keys`] })
    issuer.discoveryFault = text('', 503)
    nowMs += hourMs
    await both.refresh()
    expect(await both.find('key-1')).toBeDefined()
    both.close()
  })
})
